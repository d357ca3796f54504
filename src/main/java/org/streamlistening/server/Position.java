package org.streamlistening.server;

/**
 * Where in a stream: the number of stored bytes before it. Forks count on where their source stopped, so a position
 * means the same in both (Protocol, section 8).
 *
 * <p>On the wire it is sixteen digits, which sort as text as they do as numbers; ten petabytes fit in.
 */
final class Position {

    private static final int DIGITS = 16;

    private Position() {}

    static String token(long position) {
        String digits = Long.toString(position);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    static long parse(String token) {
        if (token.length() != DIGITS || !token.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Refusal.badRequest("the offset is none that this server gives out");
        }
        return Long.parseLong(token);
    }
}
