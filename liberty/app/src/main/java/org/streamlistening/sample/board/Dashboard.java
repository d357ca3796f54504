package org.streamlistening.sample.board;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.streamlistening.StreamListener;
import org.streamlistening.client.StreamException;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.sample.PageMessages;

/** What the page of the dashboard shows, and its buttons. */
@Named
@RequestScoped
public class Dashboard {

    @Inject
    Board board;

    @Inject
    Ledger ledger;

    @Inject
    @StreamConsuming(Ledger.NAME)
    StreamConsumer consumer;

    @Inject
    Feed feed;

    @Inject
    PageMessages messages;

    /** Each tile reads its figures once per request. */
    private final Map<String, Tile> tiles = new HashMap<>();

    private final long now = System.currentTimeMillis();

    /** Follows the streams. */
    public void open() {
        board.open();
    }

    public void start() {
        try {
            feed.start();
        } catch (StreamException e) {
            messages.error("The stream server does not answer, so nothing can be written. Try again in a moment.");
        }
    }

    public void stop() {
        feed.stop();
    }

    public void pause(String name) {
        if (name.equals(Ledger.NAME)) {
            consumer.pause();
        } else if (Board.NAMES.contains(name)) {
            board.pause(name);
        }
    }

    public void resume(String name) {
        if (name.equals(Ledger.NAME)) {
            consumer.resume();
        } else if (Board.NAMES.contains(name)) {
            board.resume(name);
        }
    }

    public Tile tile(String name) {
        return tiles.computeIfAbsent(name, this::read);
    }

    private Tile read(String name) {
        if (name.equals(Ledger.NAME)) {
            return new Tile(consumer.getStatus(), ledger.delivered(now), feed.written(Ledger.SOURCE, now));
        }
        StreamListener listener = board.listener(name);
        return new Tile(listener.getStatus(), board.delivered(name, now), feed.written(name, now));
    }

    /** The delays of all tiles. */
    public Delays getDelays() {
        return Stream.concat(Board.NAMES.stream(), Stream.of(Ledger.NAME))
                .map(name -> tile(name).getDelays())
                .reduce(Delays.NONE, Delays::and);
    }

    /** How long ago the consumer had everything. */
    public String getConsumerLag() {
        return consumer.getLag().map(Duration::toSeconds).map(lag -> lag + " s").orElse("not known");
    }

    public boolean isFeeding() {
        return feed.isRunning();
    }
}
