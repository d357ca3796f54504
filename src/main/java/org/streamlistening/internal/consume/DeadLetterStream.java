package org.streamlistening.internal.consume;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.consumer.DeadLetter;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.DeadLetters;
import org.streamlistening.internal.listen.delivery.UndeliveredMessage;
import org.streamlistening.internal.runtime.ConsumerSettings;

/**
 * Writes the letters of one consumer to its dead-letter stream, on a thread that may wait.
 *
 * <p>A letter is written once although the message may come again after a crash. An idempotent producer whose id is made
 * of the position of the message sees to that. The same message has another position if the next run reads it in
 * another response, so the checkpoint is written first: the next run then begins exactly at the message.
 */
final class DeadLetterStream implements DeadLetters {

    private final ConsumerSettings.Consumer settings;
    private final Consumer<Runnable> afterCheckpoint;
    private final Executor waiting;
    private final Supplier<DurableStreamsClient> client;
    private final InstantSource clock;
    private final IntConsumer onWritten;
    private final DeadLetterCodec codec = new DeadLetterCodec();

    /**
     * @param afterCheckpoint runs a task when the checkpoint has the position of the listener
     * @param waiting has the threads
     * @param onWritten receives the number of letters of a failure once all of them are written
     */
    DeadLetterStream(
            ConsumerSettings.Consumer settings,
            Consumer<Runnable> afterCheckpoint,
            Executor waiting,
            Supplier<DurableStreamsClient> client,
            InstantSource clock,
            IntConsumer onWritten) {
        this.settings = settings;
        this.afterCheckpoint = afterCheckpoint;
        this.waiting = waiting;
        this.client = client;
        this.clock = clock;
        this.onWritten = onWritten;
    }

    @Override
    public void write(Failure failure, Consumer<@Nullable RuntimeException> done) {
        afterCheckpoint.accept(() -> {
            try {
                waiting.execute(() -> done.accept(write(failure)));
            } catch (RuntimeException | Error rejected) {
                done.accept(new StreamException(
                        "no thread is available: " + SafeThrowables.text(rejected), "", 0, true, null, rejected));
            }
        });
    }

    /** Why not all letters are written; null: they are. */
    private @Nullable RuntimeException write(Failure failure) {
        try {
            String stream = settings.deadLetterStream(failure.streamId());
            for (UndeliveredMessage undelivered : failure.messages()) {
                if (!failure.isCurrent().getAsBoolean()) {
                    return null;
                }
                append(stream, codec.letter(settings.name(), failure, undelivered, clock.instant()));
            }
            onWritten.accept(failure.messages().size());
            return null;
        } catch (Throwable e) {
            return SafeThrowables.reportable("a letter could not be written:", e);
        }
    }

    private void append(String stream, DeadLetter letter) {
        StreamContent content = StreamContent.json(codec.encode(letter));
        try {
            client.get().append(stream, content, codec.identity(letter));
        } catch (StreamNotFoundException missing) {
            client.get().createIfMissing(stream, CreateOptions.json());
            client.get().append(stream, content, codec.identity(letter));
        }
    }
}
