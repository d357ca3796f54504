package org.streamlistening.internal.listen.delivery;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;

/**
 * Identifies one delivery to the observers of a listener across its attempts: the same object means the same delivery.
 * Says whether the delivery is still current, and which position is behind it.
 */
public final class DeliveryToken {

    private final BooleanSupplier isCurrent;

    /** For the thread that delivers. */
    private @Nullable StreamPosition behind;

    public DeliveryToken(BooleanSupplier isCurrent) {
        this.isCurrent = isCurrent;
    }

    /** The token of a new delivery that is always current. */
    public static DeliveryToken alwaysCurrent() {
        return new DeliveryToken(() -> true);
    }

    /** Begins the delivery of a message or batch. */
    public void begin(StreamPosition behindDelivery) {
        behind = behindDelivery;
    }

    /** The position behind the message or batch; null before the first {@link #begin}. */
    public @Nullable StreamPosition behind() {
        return behind;
    }

    /** Whether observers may still be notified: false once the listener was stopped, or follows another stream. */
    public boolean isCurrent() {
        return isCurrent.getAsBoolean();
    }
}
