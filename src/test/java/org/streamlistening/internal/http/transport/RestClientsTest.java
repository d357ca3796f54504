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

class RestClientsTest {

    private static final int MAX_CLIENTS = 50;
    private static final int MAX_IDLE = 8;

    private final List<Client> created = new CopyOnWriteArrayList<>();
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
        created.add(client);
        return client;
    }

    private RestClients clients(Duration leaseTimeout) {
        return new RestClients(this::client, Runnable::run, leaseTimeout);
    }

    private static List<RestClientLease> lent(RestClients clients, int count) throws IOException {
        List<RestClientLease> leases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leases.add(clients.lease());
        }
        return leases;
    }

    @Test
    void lendsAClientToOneRequestAtATime() throws IOException {
        RestClients clients = clients(Duration.ofSeconds(10));
        RestClientLease first = clients.lease();
        RestClientLease second = clients.lease();
        assertThat(first.client()).isNotSameAs(second.client());
        first.release(true);
        first.release(true);
        RestClientLease third = clients.lease();
        assertThat(third.client()).isSameAs(first.client());
        assertThat(created).hasSize(2);
        assertThat(closed).isEmpty();
    }

    @Test
    void closesTheClientOfAnUnreadResponseOrAnAbortedRequest() throws IOException {
        RestClients clients = clients(Duration.ofSeconds(10));
        RestClientLease unread = clients.lease();
        RestClientLease aborted = clients.lease();
        unread.release(false);
        assertThat(closed).containsExactly(unread.client());
        aborted.abort();
        aborted.release(true);
        assertThat(closed).contains(aborted.client());
        assertThat(clients.lease().client()).isNotIn(closed);
    }

    @Test
    void keepsAFewIdleClients() throws IOException {
        RestClients clients = clients(Duration.ofSeconds(10));
        lent(clients, MAX_CLIENTS).forEach(lease -> lease.release(true));
        assertThat(closed).hasSize(MAX_CLIENTS - MAX_IDLE);
        clients.close();
        assertThat(closed).hasSize(MAX_CLIENTS).doesNotHaveDuplicates();
    }

    @Test
    void waitsForAClientWhileAllAreLent() throws Exception {
        RestClients clients = clients(Duration.ofSeconds(60));
        List<RestClientLease> all = lent(clients, MAX_CLIENTS);
        CompletableFuture<Throwable> reused = waiting(clients);
        all.get(0).release(true);
        assertThat(reused.get(10, TimeUnit.SECONDS)).isNull();
        CompletableFuture<Throwable> replaced = waiting(clients);
        all.get(1).release(false);
        assertThat(replaced.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(created).hasSize(MAX_CLIENTS + 1);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        RestClients clients = clients(Duration.ofSeconds(60));
        lent(clients, MAX_CLIENTS);
        Interrupted interrupted = Interrupted.by(() -> lease(clients), () -> true);
        assertThat(interrupted.failure()).hasCauseInstanceOf(InterruptedIOException.class);
        assertThat(interrupted.restored()).isTrue();
    }

    @Test
    void closingEndsTheWait() throws Exception {
        RestClients clients = clients(Duration.ofSeconds(60));
        lent(clients, MAX_CLIENTS);
        CompletableFuture<Throwable> waiting = waiting(clients);
        clients.close();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).hasMessageContaining("closed");
        assertThatThrownBy(clients::lease).isInstanceOf(IOException.class);
    }

    @Test
    void theLeaseTimeoutEndsTheWait() throws IOException {
        RestClients clients = clients(Duration.ofMillis(50));
        lent(clients, MAX_CLIENTS);
        assertThatThrownBy(clients::lease)
                .isInstanceOf(ResponseTimeoutException.class)
                .hasMessageContaining("50 requests");
    }

    @Test
    void doesNotCountAClientThatCouldNotBeMade() throws IOException {
        RestClients clients = clients(Duration.ofMillis(50));
        lent(clients, 1);
        failure = new NoClassDefFoundError("com/example/Filter");
        for (int i = 0; i < 2 * MAX_CLIENTS; i++) {
            assertThatThrownBy(clients::lease).isSameAs(failure);
        }
        failure = null;
        assertThat(lent(clients, MAX_CLIENTS - 1)).hasSize(MAX_CLIENTS - 1);
    }

    @Test
    void closesAClientThatIsMadeDuringClosing() throws IOException {
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
        assertThat(closed).containsExactlyInAnyOrderElementsOf(created);
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
