package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of some streams. It sends one request after the other and records the responses. When the server is
 * killed, the outcome of at most one request is unknown; the writer determines it after the restart, and all other
 * streams must be unchanged.
 */
final class CrashWriter {

    private static final int MOST_STREAMS = 12;

    private final String name;
    private final Random random;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<CrashStream> streams = new ArrayList<>();
    private final List<CrashStream> deleted = new ArrayList<>();
    private @Nullable Doubt doubt;
    private int port;
    private int number;
    private int acknowledged;

    /** Determines the outcome of a request that got no response. */
    private interface Doubt {
        void settle() throws IOException, InterruptedException;
    }

    CrashWriter(String name, long seed) {
        this.name = name;
        this.random = new Random(seed);
    }

    int acknowledged() {
        return acknowledged;
    }

    int streams() {
        return streams.size();
    }

    /** Sends requests until the server is killed. */
    void work(int atPort) throws InterruptedException {
        port = atPort;
        try {
            while (true) {
                step();
                doubt = null;
                acknowledged++;
            }
        } catch (IOException killed) {
            // The outcome of the last request is unknown.
            assertThat(doubt).isNotNull();
        }
    }

    private void step() throws IOException, InterruptedException {
        int dice = random.nextInt(100);
        if (streams.isEmpty() || (dice < 4 && streams.size() < MOST_STREAMS)) {
            create();
            return;
        }
        CrashStream stream = streams.get(random.nextInt(streams.size()));
        if (dice < 7 && !stream.marks().isEmpty() && streams.size() < MOST_STREAMS) {
            fork(stream, stream.marks().get(random.nextInt(stream.marks().size())));
        } else if (dice < 9) {
            delete(stream);
        } else if (dice < 10 && !stream.isClosed()) {
            close(stream);
        } else if (!stream.isClosed()) {
            append(stream, random.nextBoolean());
        } else {
            check(stream);
        }
    }

    private void create() throws IOException, InterruptedException {
        CrashStream stream = new CrashStream(name + "/" + number++, 1000 + random.nextInt(1000));
        doubt = () -> {
            if (send("HEAD", stream.path(), "").statusCode() == 200) {
                streams.add(stream);
            }
        };
        assertThat(create(stream).statusCode()).isEqualTo(201);
        streams.add(stream);
    }

    private HttpResponse<String> create(CrashStream stream, String... more) throws IOException, InterruptedException {
        List<String> headers =
                new ArrayList<>(List.of("Content-Type", "application/json", "Stream-TTL", Long.toString(stream.ttl())));
        headers.addAll(List.of(more));
        return send("PUT", stream.path(), "", headers.toArray(String[]::new));
    }

    private void fork(CrashStream source, CrashStream.Mark mark) throws IOException, InterruptedException {
        CrashStream fork = source.fork(name + "/" + number++, mark);
        doubt = () -> {
            if (send("HEAD", fork.path(), "").statusCode() == 200) {
                streams.add(fork);
            }
        };
        HttpResponse<String> response =
                create(fork, "Stream-Forked-From", source.path(), "Stream-Fork-Offset", mark.offset());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        streams.add(fork);
    }

    private void delete(CrashStream stream) throws IOException, InterruptedException {
        streams.remove(stream);
        doubt = () -> (send("HEAD", stream.path(), "").statusCode() == 200 ? streams : deleted).add(stream);
        assertThat(send("DELETE", stream.path(), "").statusCode()).isEqualTo(204);
        deleted.add(stream);
    }

    private void close(CrashStream stream) throws IOException, InterruptedException {
        doubt = () -> {
            if (send("HEAD", stream.path(), "")
                    .headers()
                    .firstValue("Stream-Closed")
                    .isPresent()) {
                stream.closed();
            }
        };
        assertThat(send("POST", stream.path(), "", "Stream-Closed", "true").statusCode())
                .isEqualTo(204);
        stream.closed();
    }

    private void append(CrashStream stream, boolean idempotent) throws IOException, InterruptedException {
        // Some messages are so long that a kill may hit the middle of a write.
        int size = random.nextInt(20) == 0 ? 30_000 : random.nextInt(100);
        List<String> messages = IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(i -> "\"" + name + ":" + number++ + "x".repeat(size) + "\"")
                .toList();
        String[] headers = {
            "Content-Type",
            "application/json",
            "Producer-Id",
            name,
            "Producer-Epoch",
            "0",
            "Producer-Seq",
            Long.toString(stream.nextSeq())
        };
        String[] sent = idempotent ? headers : new String[] {headers[0], headers[1]};
        String body = CrashStream.array(messages);
        doubt = () -> {
            boolean there = idempotent || read(stream, "-1").equals(stream.contentWith(messages));
            if (idempotent) {
                // The producer repeats the request: it takes effect exactly once, also if it had succeeded.
                assertThat(send("POST", stream.path(), body, sent).statusCode()).isIn(200, 204);
            }
            if (there) {
                stream.appended(messages, idempotent, null);
            }
        };
        HttpResponse<String> response = send("POST", stream.path(), body, sent);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(idempotent ? 200 : 204);
        stream.appended(messages, idempotent, Http.nextOffset(response));
    }

    /** After a restart: determines the unknown outcome, and then checks all streams. */
    void check(int atPort) throws IOException, InterruptedException {
        port = atPort;
        Doubt open = doubt;
        if (open != null) {
            open.settle();
            doubt = null;
        }
        for (CrashStream stream : streams) {
            check(stream);
        }
        for (CrashStream stream : deleted) {
            assertThat(send("HEAD", stream.path(), "").statusCode())
                    .as("deleted %s", stream.path())
                    .isIn(stream.isForked() ? List.of(404, 410) : List.of(404));
        }
    }

    private void check(CrashStream stream) throws IOException, InterruptedException {
        doubt = () -> {};
        HttpResponse<String> head = send("HEAD", stream.path(), "");
        assertThat(head.statusCode()).as("%s is there", stream.path()).isEqualTo(200);
        assertThat(head.headers().firstValue("Stream-TTL")).contains(Long.toString(stream.ttl()));
        assertThat(head.headers().firstValue("Stream-Closed").isPresent())
                .as("%s is closed", stream.path())
                .isEqualTo(stream.isClosed());
        assertThat(read(stream, "-1")).as(stream.path()).isEqualTo(stream.contentFrom(0));
        if (!stream.marks().isEmpty()) {
            CrashStream.Mark mark =
                    stream.marks().get(random.nextInt(stream.marks().size()));
            assertThat(read(stream, mark.offset()))
                    .as("%s from %s", stream.path(), mark.offset())
                    .isEqualTo(stream.contentFrom(mark.messages()));
        }
    }

    private String read(CrashStream stream, String offset) throws IOException, InterruptedException {
        StringBuilder all = new StringBuilder("[");
        HttpResponse<String> page;
        String next = offset;
        do {
            page = send("GET", stream.path() + "?offset=" + next, "");
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            String messages = page.body().substring(1, page.body().length() - 1);
            all.append(all.length() > 1 && !messages.isEmpty() ? "," : "").append(messages);
            next = Http.nextOffset(page);
        } while (page.headers().firstValue("Stream-Up-To-Date").isEmpty());
        return all.append("]").toString();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
