package org.streamlistening.server;

/**
 * Where in a stream: the number of stored bytes before it. Forks count on where their source stopped, so a position
 * means the same in both (Protocol, section 8).
 *
 * <p>On the wire it is two groups of sixteen digits, the form in which other servers of the protocol give out theirs, so
 * that it sorts as text as it does as a number. The first group is always zero here; ten petabytes fit into the second.
 */
final class Position {

    private static final int DIGITS = 16;
    private static final String FIRST_GROUP = "0".repeat(DIGITS) + '_';

    private Position() {}

    static String token(long position) {
        String digits = Long.toString(position);
        return FIRST_GROUP + "0".repeat(DIGITS - digits.length()) + digits;
    }

    static long parse(String token) {
        String digits = token.startsWith(FIRST_GROUP) ? token.substring(FIRST_GROUP.length()) : "";
        if (digits.length() != DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Refusal.badRequest("the offset is none that this server gives out");
        }
        return Long.parseLong(digits);
    }
}
