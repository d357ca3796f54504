package org.streamlistening.internal.engine.state;

import java.util.regex.Pattern;

/**
 * Where in which incarnation of a stream. A fork has the positions of its source up to where it branched off, and its
 * own from there on (Protocol, section 8).
 *
 * <p>On the wire it is two groups of sixteen digits, the form in which other servers of the protocol give out theirs. The
 * first group is the incarnation. The second one is the number of stored bytes before the position, and one more digit
 * that is always zero: a client that counts an offset up by one, as the shipped Yjs server does, means the same position
 * still, and not the middle of a message. One petabyte fits.
 *
 * <p>Offsets of a stream sort as text in the order of the stream, a fork's too, since an incarnation is greater than every
 * older one.
 *
 * @param incarnation which life of the stream, see {@link IncarnationIds}; {@link #UNNAMED} if it has no name
 * @param bytes how many stored bytes are before it, those that a fork inherited included
 */
public record StreamOffset(long incarnation, long bytes) {

    /**
     * The incarnation of streams that an earlier version of this server made and keeps on disk. What it gave out has no
     * spare digit, and goes on as it was.
     */
    public static final long UNNAMED = 0;

    /** The beginning of every stream, by whatever name: who has read nothing misses nothing. */
    public static final StreamOffset ZERO = new StreamOffset(UNNAMED, 0);

    /** How many digits a group has. */
    static final int DIGITS = 16;

    private static final Pattern TOKEN = Pattern.compile("(\\d{" + DIGITS + "})_(\\d{" + DIGITS + "})");
    private static final int SPARE = 10;

    public String token() {
        return digits(incarnation) + '_' + digits(incarnation == UNNAMED ? bytes : bytes * SPARE);
    }

    private static String digits(long number) {
        String digits = Long.toString(number);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** @throws ProtocolError 400 if this server never gives out such a token */
    public static StreamOffset parse(String token) {
        var groups = TOKEN.matcher(token);
        if (!groups.matches()) {
            throw ProtocolError.badRequest("the offset is none that this server gives out");
        }
        long incarnation = Long.parseLong(groups.group(1));
        long number = Long.parseLong(groups.group(2));
        return new StreamOffset(incarnation, incarnation == UNNAMED ? number : number / SPARE);
    }
}
