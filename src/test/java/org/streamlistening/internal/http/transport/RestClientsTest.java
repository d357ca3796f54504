package org.streamlistening.internal.http.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.client.Client;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.streamlistening.client.Interrupted;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.http.transport.RestClients.Lease;

class RestClientsTest {

    private static final int MOST = 50;
    private static final int MOST_IDLE = 8;

    private final List<Client> made = new CopyOnWriteArrayList<>();
    private final List<Client> closed = new CopyOnWriteArrayList<>();
    private Error failure;

    private Client client() {
        if (failure != null) {
            throw failure;
        }
        Client client = (Client) Proxy.newProxyInstance(
                Client.class.getClassLoader(), new Class<?>[] {Client.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "close" -> {
                            closed.add((Client) proxy);
                            yield null;
                        }
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> proxy == arguments[0];
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
        made.add(client);
        return client;
    }

    private RestClients clients(Duration patience) {
        return new RestClients(this::client, Runnable::run, patience);
    }

    private static List<Lease> lent(RestClients clients, int count) throws IOException {
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leases.add(clients.lease());
        }
        return leases;
    }

    @Test
    void lendsAClientToOneRequestAtATime() throws IOException {
        RestClients clients = clients(Duration.ofSeconds(10));
        Lease first = clients.lease();
        Lease second = clients.lease();
        assertThat(first.client()).isNotSameAs(second.client());
        first.release(true);
        first.release(true);
        Lease third = clients.lease();
        assertThat(third.client()).isSameAs(first.client());
        assertThat(made).hasSize(2);
        assertThat(closed).isEmpty();
    }

    @Test
    void closesAClientWithAnUnfinishedResponseOrAnAbortedRequest() throws IOException {
        RestClients clients = clients(Duration.ofSeconds(10));
        Lease unfinished = clients.lease();
        Lease aborted = clients.lease();
        unfinished.release(false);
        assertThat(closed).containsExactly(unfinished.client());
        aborted.abort();
        aborted.release(true);
        assertThat(closed).contains(aborted.client());
        assertThat(clients.lease().client()).isNotIn(closed);
    }

    @Test
    void keepsAFewClients() throws IOException {
        RestClients clients = clients(Duration.ofSeconds(10));
        lent(clients, MOST).forEach(lease -> lease.release(true));
        assertThat(closed).hasSize(MOST - MOST_IDLE);
        clients.close();
        assertThat(closed).hasSize(MOST).doesNotHaveDuplicates();
    }

    @Test
    void waitsForOneWhenAllAreLent() throws Exception {
        RestClients clients = clients(Duration.ofSeconds(60));
        List<Lease> all = lent(clients, MOST);
        CompletableFuture<Throwable> kept = waiting(clients);
        all.get(0).release(true);
        assertThat(kept.get(10, TimeUnit.SECONDS)).isNull();
        CompletableFuture<Throwable> replaced = waiting(clients);
        all.get(1).release(false);
        assertThat(replaced.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(made).hasSize(MOST + 1);
    }

    @Test
    void endsTheWaitByAnInterrupt() throws Exception {
        RestClients clients = clients(Duration.ofSeconds(60));
        lent(clients, MOST);
        Interrupted interrupted = Interrupted.by(() -> lease(clients), () -> true);
        assertThat(interrupted.failure()).hasCauseInstanceOf(InterruptedIOException.class);
        assertThat(interrupted.restored()).isTrue();
    }

    @Test
    void endsTheWaitWhenItIsClosed() throws Exception {
        RestClients clients = clients(Duration.ofSeconds(60));
        lent(clients, MOST);
        CompletableFuture<Throwable> waiting = waiting(clients);
        clients.close();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).hasMessageContaining("closed");
        assertThatThrownBy(clients::lease).isInstanceOf(IOException.class);
    }

    @Test
    void endsTheWaitAfterAWhile() throws IOException {
        RestClients clients = clients(Duration.ofMillis(50));
        lent(clients, MOST);
        assertThatThrownBy(clients::lease)
                .isInstanceOf(ResponseTimeoutException.class)
                .hasMessageContaining("50 requests");
    }

    @Test
    void givesUpNoPlaceWhenAClientCannotBeMade() throws IOException {
        RestClients clients = clients(Duration.ofMillis(50));
        lent(clients, 1);
        failure = new NoClassDefFoundError("com/example/Filter");
        for (int i = 0; i < 2 * MOST; i++) {
            assertThatThrownBy(clients::lease).isSameAs(failure);
        }
        failure = null;
        assertThat(lent(clients, MOST - 1)).hasSize(MOST - 1);
    }

    @Test
    void closesAClientThatIsMadeMeanwhile() throws IOException {
        List<RestClients> closing = new ArrayList<>();
        RestClients clients = new RestClients(
                () -> {
                    closing.forEach(RestClients::close);
                    return client();
                },
                Runnable::run,
                Duration.ofSeconds(10));
        clients.lease();
        closing.add(clients);
        assertThatThrownBy(clients::lease).isInstanceOf(IOException.class);
        assertThat(closed).containsExactlyInAnyOrderElementsOf(made);
    }

    private static CompletableFuture<Throwable> waiting(RestClients clients) {
        return Interrupted.waiting(() -> lease(clients), () -> true);
    }

    private static void lease(RestClients clients) {
        try {
            clients.lease();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
