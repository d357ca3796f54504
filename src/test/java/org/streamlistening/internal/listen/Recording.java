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

/** Observers of a listener whose key begins with {@code key}: writes down in words what they are told. */
final class Recording implements ObserverNotifier {

    final List<String> heard = new ArrayList<>();

    /** What is done with each message before it is written down. */
    Consumer<String> observer = word -> {};

    private StreamMessage telling;
    private StreamMessage passed;
    private StreamMessage raw;

    @Override
    public boolean notifyOf(StreamEvent event, DeliveryToken token) {
        assertThat(event.sessionKey()).startsWith("key");
        if (event instanceof StreamStatusChanged change) {
            heard.add(change.status().name());
        } else if (event instanceof StreamData data) {
            heard.add(data.messages().stream().map(StreamMessage::text).toList() + "->" + data.offset());
        } else if (event instanceof StreamCompleted completed) {
            heard.add("completed@" + completed.offset());
        } else if (event instanceof StreamFailed failed) {
            heard.add("failed " + failed.httpStatus() + ": " + failed.message());
        } else if (event instanceof DeliveryFailed failed) {
            heard.add(failed.consequence() + "@" + failed.offset() + " attempt " + failed.attempt());
        } else if (event instanceof StreamReset reset) {
            heard.add("reset " + reset.previous() + "->" + reset.offset() + " " + reset.reason());
        }
        return token.isCurrent();
    }

    @Override
    public boolean notifyOf(StreamMessage message, DeliveryToken token) {
        telling = message;
        if (message == passed) {
            return true;
        }
        if (message == raw) {
            heard.add("raw " + message.text());
            return true;
        }
        observer.accept(message.text());
        heard.add(message.text());
        return true;
    }

    @Override
    public void skip() {
        passed = telling;
    }

    @Override
    public void skipDecoding() {
        raw = telling;
    }
}
