package org.streamlistening.sample.board;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.streamlistening.Delivering;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.ListenOptions;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;

/** Three streams that a session follows at the same time, by one listener each. */
@SessionScoped
public class Board implements Serializable {

    private static final long serialVersionUID = 1;

    static final List<String> NAMES = List.of("orders", "payments", "visits");

    /** A stream may not exist yet, and begins again when it has grown long. */
    private static final ListenOptions OPTIONS =
            ListenOptions.defaults().onMissing(MissingStreamPolicy.WAIT).onHistoryGone(HistoryGonePolicy.FROM_START);

    @Inject
    @StreamListening("board")
    StreamListeners listeners;

    private final Map<String, Series> series = new ConcurrentHashMap<>();

    /** When the session began to follow the streams. */
    private final long since = System.currentTimeMillis();

    void onReading(@Observes @StreamListening("board") Reading reading, @Delivering StreamListener listener) {
        long now = System.currentTimeMillis();
        series.compute(listener.getName(), (name, before) -> {
            Series all = before == null ? Series.NONE : before;
            // How old the messages are that were there before says nothing about their delivery.
            return reading.at() < since ? all.andOld(reading, now) : all.and(reading, now);
        });
    }

    /** Follows the streams, except those that the session has opened before. */
    public void open() {
        NAMES.stream().filter(name -> listeners.find(name).isEmpty()).forEach(this::resume);
    }

    void pause(String name) {
        listeners.open(name).stop();
    }

    /** Continues behind the last message. */
    void resume(String name) {
        listeners.open(name).listen(Feed.streamId(name), OPTIONS);
    }

    StreamListener listener(String name) {
        return listeners.open(name);
    }

    Series delivered(String name, long now) {
        return series.getOrDefault("board/" + name, Series.NONE).at(now);
    }
}
