package org.streamlistening.internal.engine.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.internal.engine.shared.TwoServers.await;
import static org.streamlistening.internal.engine.shared.TwoServers.rejection;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.shared.ScriptedStore.Operation;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.engine.state.StreamLifetime;

/** Readers at one server, and changes at another one. */
class SharedStreamsTest {

    private final TwoServers servers = new TwoServers();
    private final SharedServer here = servers.here;
    private final SharedServer there = servers.there;

    @AfterEach
    void close() {
        servers.close();
    }

    private void assertWoken(CompletableFuture<Void> woken) {
        here.settle();
        assertThat(woken).isDone();
    }

    @Test
    void anAppendAtOneServerWakesAReaderAtTheOther() {
        there.create("a", "1").join();
        ReadableStream stream = here.open("a").join();
        CompletableFuture<Void> woken = await(stream);
        there.append("a", "2").join();
        assertWoken(woken);
        assertThat(SharedServer.text(stream.content())).isEqualTo("12");
        assertThat(stream.isGone()).isFalse();
    }

    @Test
    void anAppendHereWakesAReaderWithoutANotice() {
        here.create("a", "1").join();
        ReadableStream stream = here.open("a").join();
        CompletableFuture<Void> woken = await(stream);
        here.append("a", "2").join();
        assertThat(woken).isDone();
    }

    @Test
    void aCloseAtOneServerWakesAReaderAtTheOther() {
        there.create("a", "1").join();
        ReadableStream stream = here.open("a").join();
        CompletableFuture<Void> woken = await(stream);
        there.close("a").join();
        assertWoken(woken);
        assertThat(stream.content().state().closed()).isTrue();
        assertThat(stream.addWaiter(1, () -> {})).isFalse();
        assertThat(rejection(here.append("a", "2"))).isEqualTo(Reason.CLOSED);
    }

    @Test
    void aDeletionAtOneServerWakesAReaderAtTheOther() {
        there.create("a", "1").join();
        ReadableStream stream = here.open("a").join();
        CompletableFuture<Void> woken = await(stream);
        there.delete("a").join();
        assertWoken(woken);
        assertThat(stream.isGone()).isTrue();
        assertThat(stream.addWaiter(1, () -> {})).isFalse();
        assertThat(rejection(here.open("a"))).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void anExpiryAtOneServerWakesAReaderAtTheOther() {
        StreamLifetime hour = StreamLifetime.parse(
                Optional.empty(), Optional.of(servers.now().plusSeconds(3600).toString()));
        there.create("a", "1", Optional.empty(), hour).join();
        ReadableStream stream = here.open("a").join();
        CompletableFuture<Void> woken = await(stream);
        servers.pass(Duration.ofHours(1));
        assertThat(rejection(there.open("a"))).isEqualTo(Reason.NOT_FOUND);
        there.settle();
        assertWoken(woken);
        assertThat(stream.isGone()).isTrue();
        assertThat(servers.memory.ids()).isEmpty();
    }

    @Test
    void aSweepFindsAnAppendWhoseNoticeWasLost() {
        there.create("a", "1").join();
        here.store().losesNotices(true);
        ReadableStream stream = here.open("a").join();
        CompletableFuture<Void> woken = await(stream);
        there.append("a", "2").join();
        here.settle();
        assertThat(woken).isNotDone();
        here.sweep();
        assertThat(woken).isDone();
        assertThat(SharedServer.text(stream.content())).isEqualTo("12");
    }

    @Test
    void aSweepFindsACloseADeletionAndANewStreamWhoseNoticesWereLost() {
        here.store().losesNotices(true);
        for (String id : new String[] {"closed", "deleted", "again", "hidden"}) {
            there.create(id, "1").join();
        }
        there.fork("fork", "hidden").join();
        CompletableFuture<Void> closed = await(here.open("closed").join());
        ReadableStream deletedStream = here.open("deleted").join();
        CompletableFuture<Void> deleted = await(deletedStream);
        ReadableStream againStream = here.open("again").join();
        CompletableFuture<Void> again = await(againStream);
        ReadableStream hiddenStream = here.open("hidden").join();
        CompletableFuture<Void> hidden = await(hiddenStream);
        there.close("closed").join();
        there.delete("deleted").join();
        there.delete("again").join();
        there.create("again", "1").join();
        there.delete("hidden").join();
        here.sweep();
        assertThat(closed).isDone();
        assertThat(deleted).isDone();
        assertThat(again).isDone();
        assertThat(hidden).isDone();
        assertThat(deletedStream.isGone()).isTrue();
        assertThat(againStream.isGone()).isTrue();
        assertThat(hiddenStream.isGone()).isTrue();
    }

    @Test
    void aSweepOfAnUnchangedStreamWakesNoReader() {
        there.create("a", "1").join();
        ReadableStream stream = here.open("a").join();
        CompletableFuture<Void> woken = await(stream);
        here.sweep();
        here.store().reconnect();
        here.settle();
        assertThat(woken).isNotDone();
        assertThat(stream.isGone()).isFalse();
    }

    @Test
    void afterAnOutageOfNoticesAllStreamsWithReadersAreRead() {
        there.create("a", "1").join();
        here.store().losesNotices(true);
        ReadableStream stream = here.open("a").join();
        CompletableFuture<Void> woken = await(stream);
        there.append("a", "2").join();
        here.store().reconnect();
        assertWoken(woken);
    }

    @Test
    void aReaderOfADeletedStreamIsWokenWhenItIsCreatedAgainElsewhere() {
        there.create("a", "old").join();
        ReadableStream old = here.open("a").join();
        CompletableFuture<Void> woken = await(old);
        HeldOperation read = new HeldOperation(Operation.FIND);
        here.store().script(read);
        there.delete("a").join();
        read.awaitReached();
        there.create("a", "new").join();
        read.release();
        assertWoken(woken);
        assertThat(old.isGone()).isTrue();
        assertThat(here.read("a")).isEqualTo("new");
        assertThat(here.open("a").join()).isNotSameAs(old);
    }

    @Test
    void aWaiterThatIsRegisteredAfterANoticeMissesNothing() {
        there.create("a", "1").join();
        ReadableStream stream = here.open("a").join();
        there.append("a", "2").join();
        here.settle();
        assertWoken(await(stream));
    }

    @Test
    void aWaiterThatIsRegisteredDuringARefreshMissesNothing() {
        there.create("a", "1").join();
        ReadableStream stream = here.open("a").join();
        // Reads the state before the append, and is slow to come back with it.
        HeldOperation read = new HeldOperation(Operation.FOUND);
        here.store().script(read);
        CompletableFuture<ReadableStream> other = here.open("a");
        read.awaitReached();
        there.append("a", "2").join();
        CompletableFuture<Void> woken = await(stream);
        read.release();
        other.join();
        assertWoken(woken);
    }

    @Test
    void aStreamThatChangesElsewhereDuringItsFirstReadIsReadAgain() {
        there.create("a", "1").join();
        HeldOperation read = new HeldOperation(Operation.FOUND);
        here.store().script(read);
        CompletableFuture<ReadableStream> opening = here.open("a");
        read.awaitReached();
        there.append("a", "2").join();
        read.release();
        ReadableStream stream = opening.join();
        assertThat(stream.content().state().tail()).isEqualTo(1);
        assertWoken(await(stream));
    }

    @Test
    void aRequestDoesNotShareAReadThatStartedBeforeIt() {
        there.create("a", "1").join();
        HeldOperation read = new HeldOperation(Operation.FOUND);
        here.store().script(read);
        CompletableFuture<ReadableStream> first = here.open("a");
        read.awaitReached();
        there.append("a", "2").join();
        CompletableFuture<ReadableStream> second = here.open("a");
        CompletableFuture<ReadableStream> third = here.open("a");
        AtomicInteger reads = new AtomicInteger();
        here.store().script(operation -> reads.addAndGet(operation == Operation.FIND ? 1 : 0));
        read.release();
        assertThat(SharedServer.text(second.join().content())).isEqualTo("12");
        assertThat(second.join()).isSameAs(first.join()).isSameAs(third.join());
        assertThat(reads).hasValue(1);
    }
}
