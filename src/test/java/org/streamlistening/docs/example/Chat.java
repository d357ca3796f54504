package org.streamlistening.docs.example;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicReference;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;

@SessionScoped
public class Chat implements Serializable {

    @Inject
    @StreamListening
    StreamListener stream;

    private final AtomicReference<String> text = new AtomicReference<>("");
    private volatile boolean complete;

    public void join(String room) {
        stream.listen("chat/" + room);
    }

    void onToken(@Observes @StreamListening Token token) {
        text.updateAndGet(before -> before + token.text());
    }

    void onEnd(@Observes @StreamListening StreamCompleted end) {
        complete = true;
    }

    public String getText() {
        return text.get();
    }

    public boolean isComplete() {
        return complete;
    }
}
