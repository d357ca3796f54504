package org.streamlistening.client;

import java.io.IOException;
import java.math.BigInteger;
import org.streamlistening.Offset;

/** The server goes on at an earlier offset than it was asked with: nothing of that answer is progress. */
final class TurnedBackException extends IOException {

    private static final long serialVersionUID = 1;

    private TurnedBackException(Offset asked, Offset next) {
        super("asked at offset " + asked + ", the server goes on at " + next);
    }

    /** Offsets of a stream sort as text (Protocol, section 8); {@code -1} and {@code now} are no places among them. */
    static void check(Offset asked, Offset next) throws TurnedBackException {
        if (!asked.equals(Offset.BEGINNING) && !asked.equals(Offset.NOW) && compare(next.value(), asked.value()) < 0) {
            throw new TurnedBackException(asked, next);
        }
    }

    /** Some servers count without leading zeros, so that their offsets do not sort as text. */
    private static int compare(String one, String other) {
        boolean numbers = isNumber(one) && isNumber(other);
        return numbers ? new BigInteger(one).compareTo(new BigInteger(other)) : one.compareTo(other);
    }

    private static boolean isNumber(String token) {
        return token.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
