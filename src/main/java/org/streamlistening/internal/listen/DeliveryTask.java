package org.streamlistening.internal.listen;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a listener holds out to its observers, item by item. For one thread at a time.
 */
public final class DeliveryTask {

    private final Subscription subscription;
    private final Supplier<List<Item>> contents;
    private final Runnable then;
    private @Nullable List<Item> items;
    private int at;
    private int failures;

    /**
     * @param contents what is inside; asked when the parcel is opened, since by then all before it was delivered
     * @param then done when all of it was delivered
     */
    DeliveryTask(Subscription subscription, Supplier<List<Item>> contents, Runnable then) {
        this.subscription = subscription;
        this.contents = contents;
        this.then = then;
    }

    /** One thing to tell. */
    @FunctionalInterface
    interface Item {
        /** @return whether all observers were told */
        boolean tell(ObserverNotifier observers);
    }

    /**
     * Tells the observers the next item, unless the listener was stopped or sent elsewhere meanwhile. What they throw
     * comes out: then call {@link #failed}.
     *
     * @return whether more follows
     */
    public boolean handOver(ObserverNotifier observers) {
        return subscription.inTurn(() -> next(observers));
    }

    /** The item that was handed over last failed: the listener's policy decides whether it is brought again. */
    public void failed(ObserverNotifier observers, RuntimeException cause) {
        failures++;
        subscription.failed(this, observers, failures, cause);
    }

    private boolean next(ObserverNotifier observers) {
        if (items == null) {
            items = contents.get();
        }
        if (at < items.size()) {
            if (!items.get(at).tell(observers)) {
                return false;
            }
            at++;
            failures = 0;
        }
        if (at < items.size()) {
            return true;
        }
        then.run();
        return false;
    }
}
