package org.streamlistening.internal.consume;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
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
        ListenerStateMachine listener = control.listener();
        String followed = listener == null ? null : listener.streamId();
        String known = followed == null ? control.known().streamId() : followed;
        return known == null ? settings.stream().orElse(null) : known;
    }

    @Override
    public StreamStatus getStatus() {
        ListenerStateMachine listener = control.listener();
        return listener == null || !control.isDelivering() ? StreamStatus.STANDBY : listener.status();
    }

    @Override
    public StreamPosition getPosition() {
        ListenerStateMachine listener = control.listener();
        return listener == null || listener.streamId() == null ? control.known().position() : listener.position();
    }

    @Override
    public StreamPosition deliveringPosition() {
        ListenerStateMachine listener = control.listener();
        return listener == null ? control.known().position() : listener.deliveringPosition();
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
        // First the command: a turn between the two would let a listener go on that was stopped only.
        control.add(new ConsumerCommand(ConsumerState::pause, false));
        ListenerStateMachine listener = control.listener();
        if (listener != null && listener.status().isListening()) {
            listener.stop();
        }
    }

    @Override
    public void resume() {
        ListenerStateMachine listener = control.listener();
        if (listener == null
                || !listener.status().isListening()
                || control.wanted().paused()) {
            // The turn that follows calls the listener, which knows neither stream nor position before it.
            control.add(new ConsumerCommand(ConsumerState::resume, false));
        }
    }

    @Override
    public void seek(StreamPosition position) {
        if (getStreamId() == null) {
            throw new IllegalStateException(NumberedMessage.CONSUMER_WITHOUT_STREAM.text(settings.name()));
        }
        move(state -> state.moved(state.streamId(), position), getStreamId(), position);
    }

    @Override
    public void follow(String streamId) {
        String id = StreamId.of(streamId).value();
        if (settings.stream().isPresent()) {
            throw new IllegalStateException(NumberedMessage.CONFIGURED_STREAM.text(
                    settings.name(), settings.stream().get()));
        }
        if (!id.equals(getStreamId())) {
            move(
                    state -> id.equals(state.streamId()) ? state : state.moved(id, settings.start()),
                    id,
                    settings.start());
        }
    }

    @Override
    public CompletionStage<Void> replay(DeadLetter letter) {
        if (!letter.consumer().equals(settings.name())) {
            throw new IllegalArgumentException(
                    "a letter of consumer '" + letter.consumer() + "', not of '" + settings.name() + "'");
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

    /** A listener that listens is called at once; every other one is replaced by the control task. */
    private void move(UnaryOperator<ConsumerState> change, @Nullable String streamId, StreamPosition position) {
        ListenerStateMachine listener = control.listener();
        boolean atOnce = false;
        if (listener != null && streamId != null && listener.status().isListening()) {
            listener.listen(settings.key(streamId), settings.policies(), position);
            atOnce = true;
        }
        control.add(new ConsumerCommand(change, !atOnce));
    }
}
