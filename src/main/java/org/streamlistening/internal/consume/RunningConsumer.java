package org.streamlistening.internal.consume;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamId;
import org.streamlistening.consumer.DeadLetter;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.internal.consume.state.ConsumerState;
import org.streamlistening.internal.deliver.DeliveringSource;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.delivery.UndeliveredMessage;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.runtime.ConsumerSettings;
import org.streamlistening.metrics.ConsumerMetrics;

/**
 * One consumer on this server. A command calls the listener on the calling thread, if this server delivers, and passes
 * the change to the control task for the register. For any thread.
 */
final class RunningConsumer implements StreamConsumer, DeliveringSource {

    private final ConsumerSettings.Consumer settings;
    private final LongSupplier nanos;
    private volatile @Nullable UpToDate upToDate;
    private final ConsumerControl control;
    private final Replays replays;
    private final LongAdder deadLetters = new LongAdder();

    /** When this server had last delivered everything, during a claim. */
    private record UpToDate(long claims, long at) {}

    /** @param control makes the control task, which makes listeners that deliver for this object */
    RunningConsumer(
            ConsumerSettings.Consumer settings,
            Function<RunningConsumer, ConsumerControl> control,
            LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
        this.replays = new Replays(this::notDelivering);
        this.control = control.apply(this);
    }

    ConsumerControl control() {
        return control;
    }

    boolean mayDeliver() {
        // Before the first message of a batch, this is the last moment at which nothing was left.
        noteUpToDate();
        boolean may = control.mayDeliver();
        if (!may) {
            // The delivery drops its tasks now.
            replays.endAll();
        }
        return may;
    }

    /** This number of messages went to the dead-letter stream. */
    void addDeadLetters(int count) {
        deadLetters.add(count);
    }

    ConsumerMetrics metrics() {
        return new ConsumerMetrics(getName(), getStatus(), getLag(), deadLetters.sum());
    }

    /** A listener of this consumer delivers nothing any more. */
    void detached() {
        replays.endAll();
    }

    @Override
    public String getName() {
        return settings.name();
    }

    @Override
    public @Nullable String getStreamId() {
        return settings.configured(control.current()).streamId();
    }

    @Override
    public StreamStatus getStatus() {
        ListenerStateMachine listener = control.listener();
        if (listener == null || !control.isDelivering()) {
            return StreamStatus.STANDBY;
        }
        StreamStatus status = listener.status();
        // A stream that was named during a pause: the listener does not know it yet.
        return status == StreamStatus.IDLE && getStreamId() != null ? StreamStatus.STOPPED : status;
    }

    @Override
    public StreamPosition getPosition() {
        return settings.configured(control.current()).position();
    }

    @Override
    public StreamPosition deliveringPosition() {
        ListenerStateMachine listener = control.listener();
        return listener == null ? getPosition() : listener.deliveringPosition();
    }

    @Override
    public Optional<Duration> getLag() {
        if (!control.isDelivering()) {
            return Optional.empty();
        }
        if (noteUpToDate()) {
            return Optional.of(Duration.ZERO);
        }
        return Optional.ofNullable(upToDate)
                .filter(last -> last.claims() == control.known().claims())
                .map(last -> Duration.ofNanos(Math.max(0, nanos.getAsLong() - last.at())));
    }

    private boolean noteUpToDate() {
        ListenerStateMachine listener = control.listener();
        boolean nothingLeft = listener != null && listener.isUpToDate();
        if (nothingLeft) {
            upToDate = new UpToDate(control.known().claims(), nanos.getAsLong());
        }
        return nothingLeft;
    }

    @Override
    public void pause() {
        control.add(ConsumerCommand.of(state -> state.paused() ? state : state.pause(), true));
    }

    /** Also if this server delivers: a pause of another one may be in the register already. */
    @Override
    public void resume() {
        control.add(ConsumerCommand.of(ConsumerState::resume, false));
    }

    @Override
    public void seek(StreamPosition position) {
        // Here, not in the control task, which would fail at each turn.
        Objects.requireNonNull(position, "position");
        String streamId = getStreamId();
        if (streamId == null) {
            throw new IllegalStateException(NumberedMessage.CONSUMER_WITHOUT_STREAM.text(settings.name()));
        }
        control.add(ConsumerCommand.of(state -> seek(settings.configured(state), streamId, position), true));
    }

    /** A position in a stream that the consumer does not follow any more means nothing. */
    private static ConsumerState seek(ConsumerState state, String streamId, StreamPosition position) {
        return streamId.equals(state.streamId()) ? state.moved(streamId, position) : state;
    }

    @Override
    public void follow(String streamId) {
        String id = StreamId.of(streamId).value();
        if (settings.stream().isPresent()) {
            throw new IllegalStateException(NumberedMessage.CONFIGURED_STREAM.text(
                    settings.name(), settings.stream().get()));
        }
        if (!id.equals(getStreamId())) {
            control.add(ConsumerCommand.of(
                    state -> id.equals(state.streamId()) ? state : state.moved(id, settings.start()), true));
        }
    }

    @Override
    public CompletionStage<Void> replay(DeadLetter letter) {
        if (!letter.consumer().equals(settings.name())) {
            throw new IllegalArgumentException("the letter is of another consumer than '" + settings.name() + "'");
        }
        UndeliveredMessage message = new UndeliveredMessage(letter.message(), letter.position(), letter.behind());
        CompletableFuture<Void> replay = replays.begin();
        // After the begin: either this method or the end of the delivery sees the other.
        ListenerStateMachine listener = control.listener();
        if (listener == null || !control.isDelivering()) {
            IllegalStateException notDelivering = notDelivering();
            replay.completeExceptionally(notDelivering);
            throw notDelivering;
        }
        listener.redeliver(letter.stream(), message, letter.observer(), replay);
        return replay.minimalCompletionStage();
    }

    private IllegalStateException notDelivering() {
        return new IllegalStateException(NumberedMessage.NOT_DELIVERING.text(settings.name()));
    }
}
