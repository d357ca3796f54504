package org.streamlistening.internal.store.notices;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Notices as text: ids with a space between them. Other characters than printable ASCII are escaped, so that each
 * character is one byte in every encoding of a database, and none is lost. Thread-safe.
 */
final class NoticeCodec {

    private static final char ESCAPE = '\\';
    private static final String EVERYTHING = "\\*";
    private static final String EMPTY = "\\0";
    private static final int UNICODE_LENGTH = "\\u0000".length();

    private NoticeCodec() {}

    /**
     * The texts of a batch, each with at most this number of bytes. If an id is longer, the only text says that any
     * stream may have changed.
     */
    static List<String> encode(NoticeBatch batch, int max) {
        if (batch.everything()) {
            return List.of(EVERYTHING);
        }
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (String id : batch.ids()) {
            String token = escaped(id);
            if (token.length() > max) {
                return List.of(EVERYTHING);
            }
            if (!text.isEmpty() && text.length() + 1 + token.length() > max) {
                texts.add(text.toString());
                text.setLength(0);
            }
            text.append(text.isEmpty() ? "" : " ").append(token);
        }
        texts.add(text.toString());
        return texts;
    }

    private static String escaped(String id) {
        if (id.isEmpty()) {
            return EMPTY;
        }
        StringBuilder token = new StringBuilder(id.length());
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c > ' ' && c <= '~' && c != ESCAPE) {
                token.append(c);
            } else {
                token.append(ESCAPE).append('u').append(HexFormat.of().toHexDigits(c));
            }
        }
        return token.toString();
    }

    /** A text of an unknown form, of a later version for instance, means that any stream may have changed. */
    static NoticeBatch decode(String text) {
        Set<String> ids = new LinkedHashSet<>();
        for (String token : text.split(" ", -1)) {
            if (token.equals(EVERYTHING)) {
                return NoticeBatch.EVERYTHING;
            }
            try {
                ids.add(token.equals(EMPTY) ? "" : id(token));
            } catch (IllegalArgumentException unknown) {
                return NoticeBatch.EVERYTHING;
            }
        }
        return NoticeBatch.of(ids);
    }

    /** @throws IllegalArgumentException if there is an unknown escape */
    private static String id(String token) {
        int escape = token.indexOf(ESCAPE);
        if (escape < 0) {
            return token;
        }
        StringBuilder id = new StringBuilder(token.length());
        int from = 0;
        for (; escape >= 0; escape = token.indexOf(ESCAPE, from)) {
            int end = escape + UNICODE_LENGTH;
            if (end > token.length() || token.charAt(escape + 1) != 'u') {
                throw new IllegalArgumentException("unknown escape");
            }
            id.append(token, from, escape).append((char) HexFormat.fromHexDigits(token, escape + 2, end));
            from = end;
        }
        return id.append(token, from, token.length()).toString();
    }
}
