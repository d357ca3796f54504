package org.streamlistening.internal.engine.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.internal.engine.shared.TwoServers.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.shared.ScriptedStore.Operation;
import org.streamlistening.server.Retention;

/** The store sends a server no notice of its own changes: a read that overlaps with one must not hide it. */
class OwnChangesTest {

    private final TwoServers servers = new TwoServers(new SharedMemory(), Retention.EVERYTHING, SharedServer.LIMITS, 2);
    private final SharedServer here = servers.here;

    @AfterEach
    void close() {
        servers.close();
    }

    /** A stream that was read before a change of this server, and came into use after it. */
    private ReadableStream readDuring(Runnable change) {
        here.create("a", "1").join();
        HeldOperation read = new HeldOperation(Operation.FOUND);
        here.store().script(read);
        CompletableFuture<ReadableStream> opening = here.open("a");
        read.awaitReached();
        change.run();
        read.release();
        return opening.join();
    }

    @Test
    void aStreamThatThisServerAppendsToDuringItsFirstReadIsReadAgain() {
        ReadableStream stream = readDuring(() -> here.append("a", "2").join());
        CompletableFuture<Void> woken = await(stream);
        here.settle();
        assertThat(woken).isDone();
        assertThat(SharedServer.text(stream.content())).isEqualTo("12");
    }

    @Test
    void aStreamThatThisServerClosesDuringItsFirstReadIsReadAgain() {
        CompletableFuture<Void> woken = await(readDuring(() -> here.close("a").join()));
        here.settle();
        assertThat(woken).isDone();
    }

    @Test
    void aStreamThatThisServerDeletesDuringItsFirstReadIsReadAgain() {
        ReadableStream stream = readDuring(() -> here.delete("a").join());
        CompletableFuture<Void> woken = await(stream);
        here.settle();
        assertThat(woken).isDone();
        assertThat(stream.isGone()).isTrue();
    }

    @Test
    void aStreamThatThisServerReplacesDuringItsFirstReadIsReadAgain() {
        ReadableStream stream = readDuring(() -> {
            here.delete("a").join();
            here.create("a", "new").join();
        });
        CompletableFuture<Void> woken = await(stream);
        here.settle();
        assertThat(woken).isDone();
        assertThat(stream.isGone()).isTrue();
        assertThat(here.read("a")).isEqualTo("new");
    }
}
