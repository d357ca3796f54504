package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of the default size. The server sends a page as the client reads it, and never holds all of it. */
@Tag("load")
class LargePagesTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final int SIZE = 64 * MEBIBYTE;
    private static final int DOWNLOADS = 5;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void fiveDownloadsOf64MebibytesAtOnceFitIntoAHeapOf96(@TempDir Path directory) throws Exception {
        List<String> jvm = List.of("-Xmx96m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError");
        Path store = directory.resolve("store");
        try (ServerProcess server = ServerProcess.start(directory.resolve("log"), jvm, "--store", store.toString())) {
            URI stream = URI.create("http://127.0.0.1:" + server.port() + "/large");
            fill(stream);
            CountDownLatch open = new CountDownLatch(DOWNLOADS);
            List<CompletableFuture<Long>> downloads = new ArrayList<>();
            for (int i = 0; i < DOWNLOADS; i++) {
                downloads.add(
                        CompletableFuture.supplyAsync(() -> download(stream, open), task -> new Thread(task).start()));
            }
            for (CompletableFuture<Long> download : downloads) {
                assertThat(download.join()).isEqualTo(SIZE);
            }
        }
    }

    private void fill(URI stream) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(stream).PUT(BodyPublishers.noBody()));
        for (int i = 0; i < SIZE / MEBIBYTE; i++) {
            send(HttpRequest.newBuilder(stream).POST(BodyPublishers.ofByteArray(new byte[MEBIBYTE])));
        }
    }

    private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<Void> response = client.send(
                request.header("Content-Type", "application/octet-stream").build(), BodyHandlers.discarding());
        assertThat(response.statusCode()).isBetween(200, 204);
    }

    /** The length of one page that holds the whole stream; no client reads on before all responses have begun. */
    private long download(URI stream, CountDownLatch open) {
        try {
            HttpResponse<InputStream> response =
                    client.send(HttpRequest.newBuilder(stream).build(), BodyHandlers.ofInputStream());
            assertThat(response.headers().firstValue("Stream-Up-To-Date")).contains("true");
            open.countDown();
            open.await();
            long length = 0;
            byte[] buffer = new byte[64 * 1024];
            try (InputStream body = response.body()) {
                for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                    length += read;
                }
            }
            return length;
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
