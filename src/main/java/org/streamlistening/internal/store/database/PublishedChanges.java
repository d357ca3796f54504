package org.streamlistening.internal.store.database;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.store.notices.ChangeNotices;

/** Passes changed streams on to the notices, which start after the store, since it makes their table. Thread-safe. */
final class PublishedChanges implements Consumer<String>, AutoCloseable {

    private volatile @Nullable ChangeNotices notices;

    void to(ChangeNotices started) {
        notices = started;
    }

    @Override
    public void accept(String id) {
        ChangeNotices started = notices;
        if (started != null) {
            started.publish(id);
        }
    }

    void onChange(Consumer<String> listener, Runnable unknown) {
        ChangeNotices started = notices;
        if (started != null) {
            started.onChange(listener);
            started.onUnknownChanges(unknown);
        }
    }

    @Override
    public void close() {
        ChangeNotices started = notices;
        if (started != null) {
            started.close();
        }
    }
}
