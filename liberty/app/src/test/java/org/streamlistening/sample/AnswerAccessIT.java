package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The access of an HTTP client to the streams of the sample. */
class AnswerAccessIT {

    private static final String HOME = System.getProperty("sample.url", "http://localhost:9080/");

    private final HttpClient curl = HttpClient.newHttpClient();

    @BeforeAll
    static void requireChromium() {
        Chromium.require();
    }

    @Test
    void permitsReadingAnAnswerByItsIdAndNothingElse() throws Exception {
        String id;
        try (Chromium chromium = Chromium.start()) {
            SamplePage page = new SamplePage(chromium, HOME).open().generate("Can another client read this?");
            id = page.awaitTokens(5).streamId();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> send("GET", id).startsWith("200 [{\"type\":\"started\","));
        assertThat(send("POST", id)).isEqualTo("401 this needs authorization\n");
        assertThat(send("DELETE", id)).isEqualTo("401 this needs authorization\n");
        assertThat(send("PUT", "answers/mine")).isEqualTo("401 this needs authorization\n");
        assertThat(send("GET", "anything/else")).isEqualTo("401 this needs authorization\n");
    }

    private String send(String method, String stream) throws IOException, InterruptedException {
        String body = method.equals("PUT") || method.equals("POST") ? "[{\"text\":\"forged\"}]" : "";
        HttpRequest request = HttpRequest.newBuilder(URI.create(HOME + "streams/" + stream))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        var response = curl.send(request, BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
