package org.streamlistening.client;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a stream: a path relative to the base URI of the client, such as {@code chat/42}.
 *
 * <p>An id is plain text, not percent-encoded. It may have letters of any script and spaces; {@link #path()} encodes
 * them. The constructor rejects an id that could lead out of the base URI, also in percent-encoded form, which a proxy
 * may decode.
 *
 * @param value the id as plain text
 * @since 0.1
 */
public record StreamId(String value) {

    /** In characters before percent-encoding. The embedded server has the same limit. */
    private static final int MAX_LENGTH = 1024;

    private static final String RESERVED_SEGMENT = "__ds";
    private static final String SAFE_IN_PATH = "-._~!$&'()*+,=:@";
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final Pattern ENCODED = Pattern.compile("%([0-7][0-9A-Fa-f])");

    /**
     * @throws IllegalArgumentException if the id is null, empty or longer than 1024 characters; begins with a slash or
     *     a scheme ({@code http:}); has an empty segment, {@code .} or {@code ..}; has a question mark, a hash, a
     *     backslash, a percent sign, a control character or half a surrogate pair; or begins with the segment
     *     {@code __ds}, which the protocol reserves (Protocol, section 6)
     */
    public StreamId {
        if (value == null) {
            throw invalid("must not be null");
        }
        if (value.isEmpty()) {
            throw invalid("must not be empty");
        }
        if (value.length() > MAX_LENGTH) {
            throw invalid("has at most " + MAX_LENGTH + " characters, not " + value.length());
        }
        encode(value);
        // A proxy may decode more often than it should: each decoded form must be valid.
        String before;
        String decoded = value;
        do {
            requireValid(decoded);
            before = decoded;
            decoded = decodedOnce(before);
        } while (!decoded.equals(before));
        if (value.indexOf('%') >= 0) {
            // Some servers reject the encoded form %25, and some proxies decode it.
            throw invalid("must not hold '%': write it as plain text, not percent-encoded");
        }
    }

    /** Same as the constructor. */
    public static StreamId of(String value) {
        return new StreamId(value);
    }

    /** The id as a part of a URI, after the slash that ends the base URI: each segment percent-encoded in UTF-8. */
    public String path() {
        StringBuilder path = new StringBuilder(value.length() + 16);
        for (byte octet : encode(value)) {
            char character = (char) (octet & 0xff);
            if (character == '/' || isSafe(character)) {
                path.append(character);
            } else {
                path.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
            }
        }
        return path.toString();
    }

    @Override
    public String toString() {
        return value;
    }

    private static void requireValid(String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw invalid("must not hold control characters");
        }
        for (String forbidden : new String[] {"\\", "?", "#"}) {
            if (value.contains(forbidden)) {
                throw invalid("must not hold '" + forbidden + "'");
            }
        }
        if (value.startsWith("/")) {
            throw invalid("is relative to the base URI and must not begin with '/'");
        }
        if (SCHEME.matcher(value).matches()) {
            throw invalid("must not begin with a scheme like 'http:'");
        }
        String[] segments = value.split("/", -1);
        for (String segment : segments) {
            if (segment.isEmpty()) {
                throw invalid("must not have empty segments ('//', or '/' at the end)");
            }
            if (segment.equals(".") || segment.equals("..")) {
                throw invalid("must not have the segments '.' and '..'");
            }
        }
        if (segments[0].equals(RESERVED_SEGMENT)) {
            throw invalid("must not begin with the segment '" + RESERVED_SEGMENT + "', which the protocol reserves");
        }
    }

    private static byte[] encode(String value) {
        try {
            var bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a stream id must not hold half a surrogate pair", e);
        }
    }

    private static String decodedOnce(String value) {
        return ENCODED.matcher(value)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }

    private static boolean isSafe(char character) {
        return character < 0x80 && (Character.isLetterOrDigit(character) || SAFE_IN_PATH.indexOf(character) >= 0);
    }

    // The message does not quote the value: it may come from a browser and would end up in logs.
    private static IllegalArgumentException invalid(String rule) {
        return new IllegalArgumentException("a stream id " + rule);
    }
}
