package org.streamlistening.client;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.Exchange.Question;
import org.streamlistening.client.Reading.Mark;
import org.streamlistening.client.Reading.Part;

/**
 * The read loop, one {@link #next()} at a time: plain GETs until the server says that there is no more, then long-polls.
 *
 * <p>The position moves in exactly one line, and only by what is returned to the caller. After a failure the next
 * question is a plain GET again: it is answered as soon as the server is back, where a long-poll would wait.
 */
final class HttpStreamReader implements StreamReader {

    private enum Phase {
        CATCHING_UP,
        LIVE,
        ENDED
    }

    private final Exchange exchange;
    private final ReadQuestions questions;
    private final ReadOptions options;
    private final Duration requestSilence;
    private final Duration pollSilence;
    private final ReaderConnection connection;

    // All below belongs to the thread that calls next().
    private Phase phase = Phase.CATCHING_UP;
    private StreamPosition position;
    private @Nullable String cursor;
    private @Nullable Reading reading;
    private long askedAt;
    private Duration pause = Duration.ZERO;
    private final IdlePause idlePause = new IdlePause();

    HttpStreamReader(
            StreamId id, ReadOptions options, ClientSettings settings, Exchange exchange, ReaderConnection connection) {
        this.exchange = exchange;
        this.questions = new ReadQuestions(id, settings);
        this.options = options;
        this.requestSilence = settings.requestTimeout();
        Duration timeout = options.timeout() == null ? settings.pollTimeout() : options.timeout();
        // The server should be the one who ends a poll: it then names the cursor, and the connection stays.
        this.pollSilence = timeout.plus(Duration.ofSeconds(1)).plus(timeout.dividedBy(6));
        this.connection = connection;
        this.position = options.from();
    }

    @Override
    public StreamBatch next() {
        connection.requireOpen();
        if (phase == Phase.ENDED) {
            throw new IllegalStateException("the reader came to its end, there is nothing more to read");
        }
        try {
            return step();
        } catch (StreamException e) {
            forgetAnswer();
            connection.disconnect();
            // Closing the reader breaks its connection: that is no failure of the stream.
            connection.requireOpen();
            phase = Phase.CATCHING_UP;
            throw e;
        }
    }

    private StreamBatch step() {
        connection.pause(pause);
        pause = Duration.ZERO;
        try {
            if (reading == null) {
                reading = ask();
            }
            Part part = reading.next();
            return part.mark() == null
                    ? moved(inside(part.messages()))
                    : moved(atMark(part.messages(), part.mark(), reading.toPassOver()), part.mark());
        } catch (UndecodableException e) {
            throw questions.undecodable(e);
        } catch (IOException e) {
            throw questions.interrupted(e);
        } catch (StreamException e) {
            if (phase == Phase.LIVE && e.getCause() instanceof HttpTimeoutException) {
                return silence();
            }
            throw e;
        }
    }

    private Reading ask() throws IOException {
        askedAt = System.nanoTime();
        boolean live = phase == Phase.LIVE;
        Question question = live ? questions.longPoll(position.offset(), cursor) : questions.catchUp(position.offset());
        Answer answer = exchange.ask(connection.with(live ? pollSilence : requestSilence), question);
        try {
            return questions.page(answer, position);
        } catch (IOException e) {
            answer.close();
            throw e;
        }
    }

    private StreamBatch inside(List<StreamMessage> messages) {
        StreamPosition next = new StreamPosition(position.offset(), position.skip() + amount(messages));
        return new StreamBatch(position, messages, next, false, false);
    }

    private StreamBatch atMark(List<StreamMessage> messages, Mark mark, long toPassOver) throws UndecodableException {
        boolean stands = mark.next().equals(position.offset());
        if (stands && !messages.isEmpty()) {
            throw new UndecodableException("the server sent data and named the same position again");
        }
        // Who asks at the end of a stream and gets nothing is up to date, whether the server says so or not.
        boolean upToDate = mark.upToDate() || stands;
        return new StreamBatch(
                position, messages, new StreamPosition(mark.next(), toPassOver), upToDate, mark.closed());
    }

    /** The answer ended with this batch. */
    private StreamBatch moved(StreamBatch batch, Mark mark) {
        Phase before = phase;
        cursor = mark.cursor() == null ? cursor : mark.cursor();
        if (batch.closed() || (batch.upToDate() && options.live() == null)) {
            phase = Phase.ENDED;
        } else if (batch.upToDate()) {
            phase = Phase.LIVE;
        }
        boolean progress =
                phase != before || !batch.messages().isEmpty() || !batch.next().equals(batch.from());
        pause = idlePause.after(progress, Duration.ofNanos(System.nanoTime() - askedAt));
        forgetAnswer();
        if (phase == Phase.ENDED) {
            connection.disconnect();
        }
        return moved(batch);
    }

    private StreamBatch moved(StreamBatch batch) {
        position = batch.next();
        return batch;
    }

    /** The server lets a poll wait for longer than we do, or is not there any more: a plain GET finds out. */
    private StreamBatch silence() {
        forgetAnswer();
        connection.disconnect();
        phase = Phase.CATCHING_UP;
        return new StreamBatch(position, List.of(), position, true, false);
    }

    private void forgetAnswer() {
        if (reading != null) {
            reading.close();
            reading = null;
        }
    }

    private static long amount(List<StreamMessage> messages) {
        long amount = 0;
        for (StreamMessage message : messages) {
            amount += message.isJson() ? 1 : message.length();
        }
        return amount;
    }

    @Override
    public void close() {
        connection.close();
    }
}
