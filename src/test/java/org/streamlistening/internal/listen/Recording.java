package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamReset;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;

/** Records events and messages of a listener as words. The session key must begin with {@code key}. */
final class Recording implements ObserverNotifier {

    final List<String> received = new ArrayList<>();

    /** Called with each message before it is recorded. */
    Consumer<String> observer = word -> {};

    private StreamMessage last;
    private StreamMessage skipped;
    private StreamMessage raw;

    @Override
    public boolean notifyOf(StreamEvent event, DeliveryToken token) {
        assertThat(event.sessionKey()).startsWith("key");
        if (event instanceof StreamStatusChanged change) {
            received.add(change.status().name());
        } else if (event instanceof StreamData data) {
            received.add(data.messages().stream().map(StreamMessage::text).toList() + "->" + data.offset());
        } else if (event instanceof StreamCompleted completed) {
            received.add("completed@" + completed.offset());
        } else if (event instanceof StreamFailed failed) {
            received.add("failed " + failed.httpStatus() + ": " + failed.message());
        } else if (event instanceof DeliveryFailed failed) {
            received.add(failed.consequence() + "@" + failed.offset() + " attempt " + failed.attempt());
        } else if (event instanceof StreamReset reset) {
            received.add("reset " + reset.previous() + "->" + reset.offset() + " " + reset.reason());
        }
        return token.isCurrent();
    }

    @Override
    public boolean notifyOf(StreamMessage message, DeliveryToken token) {
        last = message;
        if (message == skipped) {
            return true;
        }
        if (message == raw) {
            received.add("raw " + message.text());
            return true;
        }
        observer.accept(message.text());
        received.add(message.text());
        return true;
    }

    @Override
    public void skip() {
        skipped = last;
    }

    @Override
    public void skipDecoding() {
        raw = last;
    }
}
