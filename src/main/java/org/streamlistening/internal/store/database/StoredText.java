package org.streamlistening.internal.store.database;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text as a column takes it: PostgreSQL has no NUL and no half of a surrogate pair, which a client can send. */
final class StoredText {

    /** A pair of surrogates is one code point, which this does not match. */
    private static final Pattern SPECIAL = Pattern.compile("[\\\\\\x00\\x{d800}-\\x{dfff}]");

    private static final Pattern ESCAPED = Pattern.compile("\\\\(\\p{XDigit}{4})");

    private StoredText() {}

    static @Nullable String of(@Nullable String text) {
        return text == null || isPlain(text)
                ? text
                : SPECIAL.matcher(text)
                        .replaceAll(special -> Matcher.quoteReplacement(
                                String.format("\\%04x", (int) special.group().charAt(0))));
    }

    private static boolean isPlain(String text) {
        return text.chars().noneMatch(c -> c == '\\' || c == 0 || Character.isSurrogate((char) c));
    }

    static @Nullable String read(@Nullable String stored) {
        return stored == null || stored.indexOf('\\') < 0
                ? stored
                : ESCAPED.matcher(stored)
                        .replaceAll(escaped -> Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(escaped.group(1), 16))));
    }

    /**
     * The key of an id: SHA-256 of its stored form as UTF-8. Ids can be longer than an entry of an index, and are compared
     * byte by byte, whatever the collation of the database is.
     */
    static byte[] key(String id) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(Objects.requireNonNull(of(id)).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
