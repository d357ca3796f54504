package org.streamlistening.internal.engine.state;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A position in one incarnation of a stream. A fork has the offsets of its source up to the point of the fork, and its
 * own afterwards (Protocol, section 8).
 *
 * <p>The token consists of two groups of sixteen digits, as in other servers of the protocol. The first group is the
 * incarnation. The second group is the number of stored bytes before the position, followed by a digit that is always
 * zero: a client that adds one to an offset, as the shipped Yjs server does, still names the same position. One
 * petabyte fits.
 *
 * <p>Tokens of a stream sort as text in the order of the stream. That includes forks, since an incarnation is greater
 * than each older one.
 *
 * @param incarnation the incarnation, see {@link IncarnationIds}; {@link #UNNAMED} for streams of earlier versions
 * @param bytes the number of stored bytes before the position, inherited ones included
 */
public record StreamOffset(long incarnation, long bytes) {

    /**
     * The incarnation of streams that an earlier version of this server stored on disk. Their tokens have no spare
     * digit, and stay valid.
     */
    public static final long UNNAMED = 0;

    /** The beginning of every incarnation of every stream: a reader at the beginning has read nothing. */
    public static final StreamOffset ZERO = new StreamOffset(UNNAMED, 0);

    /** The number of digits of a group. */
    static final int DIGITS = 16;

    private static final Pattern TOKEN = Pattern.compile("(\\d{" + DIGITS + "})_(\\d{" + DIGITS + "})");
    private static final int SPARE = 10;

    public String token() {
        byte[] token = new byte[2 * DIGITS + 1];
        writeDigits(incarnation, token, 0);
        token[DIGITS] = '_';
        writeDigits(incarnation == UNNAMED ? bytes : bytes * SPARE, token, DIGITS + 1);
        return new String(token, StandardCharsets.ISO_8859_1);
    }

    private static void writeDigits(long number, byte[] token, int from) {
        long rest = number;
        for (int at = from + DIGITS - 1; at >= from; at--) {
            token[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** @throws RequestRejectedException if this server never issues such a token */
    public static StreamOffset parse(String token) {
        var groups = TOKEN.matcher(token);
        if (!groups.matches()) {
            throw RequestRejectedException.invalid("the offset is not one that this server issues");
        }
        long incarnation = Long.parseLong(groups.group(1));
        long number = Long.parseLong(groups.group(2));
        return new StreamOffset(incarnation, incarnation == UNNAMED ? number : number / SPARE);
    }
}
