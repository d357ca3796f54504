package org.streamlistening.internal.read;

import java.io.IOException;
import java.math.BigInteger;
import org.streamlistening.Offset;

/** The server goes on at an earlier offset than it was asked with: nothing of that answer is progress. */
final class OffsetWentBackException extends IOException {

    private static final long serialVersionUID = 1;

    private OffsetWentBackException(Offset asked, Offset next) {
        super("asked at offset " + asked + ", the server goes on at " + next);
    }

    /** Offsets of a stream sort as text (Protocol, section 8); {@code -1} and {@code now} are no places among them. */
    static void check(Offset asked, Offset next) throws OffsetWentBackException {
        if (goesBack(asked, next)) {
            throw new OffsetWentBackException(asked, next);
        }
    }

    static boolean goesBack(Offset asked, Offset next) {
        boolean comparable = !asked.equals(Offset.BEGINNING) && !asked.equals(Offset.NOW);
        return comparable && next.compareTo(asked) < 0 && !isGreaterNumber(next.value(), asked.value());
    }

    /** Some servers count without leading zeros, so that 10 sorts before 9: there it is no step back. */
    private static boolean isGreaterNumber(String one, String other) {
        return isNumber(one) && isNumber(other) && new BigInteger(one).compareTo(new BigInteger(other)) > 0;
    }

    private static boolean isNumber(String token) {
        return token.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
