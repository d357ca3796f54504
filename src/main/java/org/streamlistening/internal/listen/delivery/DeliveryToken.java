package org.streamlistening.internal.listen.delivery;

import java.util.function.BooleanSupplier;

/**
 * Identifies one delivery to the observers of a listener across its attempts: the same object means the same delivery.
 * Says whether the delivery is still current.
 */
public final class DeliveryToken {

    private final BooleanSupplier isCurrent;

    public DeliveryToken(BooleanSupplier isCurrent) {
        this.isCurrent = isCurrent;
    }

    /** The token of a new delivery that is always current. */
    public static DeliveryToken alwaysCurrent() {
        return new DeliveryToken(() -> true);
    }

    /** Whether observers may still be notified: false once the listener was stopped, or follows another stream. */
    public boolean isCurrent() {
        return isCurrent.getAsBoolean();
    }
}
