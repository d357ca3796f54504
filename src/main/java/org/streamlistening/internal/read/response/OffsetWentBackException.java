package org.streamlistening.internal.read.response;

import java.io.IOException;
import java.math.BigInteger;
import org.streamlistening.Offset;

/** A response continues at an earlier offset than that of its request: it is no progress. */
public final class OffsetWentBackException extends IOException {

    private static final long serialVersionUID = 1;

    private OffsetWentBackException(Offset requested, Offset next) {
        super("asked at offset " + requested + ", the server goes on at " + next);
    }

    /**
     * Offsets of a stream sort as text (Protocol, section 8). {@code -1} and {@code now} have no place in that order.
     */
    public static void check(Offset requested, Offset next) throws OffsetWentBackException {
        if (goesBack(requested, next)) {
            throw new OffsetWentBackException(requested, next);
        }
    }

    static boolean goesBack(Offset requested, Offset next) {
        boolean comparable = !requested.equals(Offset.BEGINNING) && !requested.equals(Offset.NOW);
        return comparable && next.compareTo(requested) < 0 && !isGreaterNumber(next.value(), requested.value());
    }

    /** Some servers count without leading zeros: there 10 comes after 9, although it sorts before it. */
    private static boolean isGreaterNumber(String one, String other) {
        return isNumber(one) && isNumber(other) && new BigInteger(one).compareTo(new BigInteger(other)) > 0;
    }

    private static boolean isNumber(String token) {
        return token.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
