package org.streamlistening;

import java.io.Serializable;

/**
 * An offset in a durable stream, as its server names it. Immutable.
 *
 * <p>An offset is opaque: it has a meaning only for the server, and only in the stream that it comes from (Protocol,
 * section 8). Offsets of the same stream sort lexicographically.
 *
 * @param value the token of headers and query parameters, 1 to 1,024 characters
 * @since 0.1
 */
public record Offset(String value) implements Comparable<Offset>, Serializable {

    /** The beginning of every stream: {@code -1}. */
    public static final Offset BEGINNING = new Offset("-1");

    /** The end of the stream at the moment of the request: {@code now}. */
    public static final Offset NOW = new Offset("now");

    private static final int MAX_LENGTH = 1024;

    /**
     * @throws IllegalArgumentException if the value is empty, is too long, or has a character that the protocol
     * excludes
     */
    public Offset {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "an offset has 1 to " + MAX_LENGTH + " characters, this one has " + value.length());
        }
        if (!value.chars().allMatch(Offset::isAllowed)) {
            throw new IllegalArgumentException(
                    "an offset has visible ASCII characters only, without , & = ? and / (Protocol, section 8)");
        }
    }

    /**
     * Same as the constructor.
     *
     * @throws IllegalArgumentException if the value is empty, is too long, or has a character that the protocol
     *     excludes
     */
    public static Offset of(String value) {
        return new Offset(value);
    }

    /** Compares two offsets <em>of the same stream</em>; the earlier one is less. */
    @Override
    public int compareTo(Offset other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean isAllowed(int character) {
        return character > ' ' && character < 0x7f && ",&=?/".indexOf(character) < 0;
    }
}
