package org.streamlistening.internal.http;

import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.http.Transport.Request;

/** Builds HTTP requests: adds the base URI and the headers and parameters that the client is configured with. */
final class RequestBuilder {

    private final ClientSettings settings;

    RequestBuilder(ClientSettings settings) {
        this.settings = settings;
    }

    /**
     * Builds a request. Runs suppliers of the application.
     *
     * @throws StreamException if a supplier fails
     * @throws IllegalArgumentException if a header has characters that no header may have
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    Request build(StreamRequest request) {
        String failure = "its headers or parameters could not be computed";
        Map<String, String> parameters = computed(request, failure, settings::currentParameters);
        parameters.putAll(request.parameters());
        URI uri = settings.base().resolve(request.id(), parameters);
        Map<String, String> headers = headers(request, computed(request, failure, settings::currentHeaders));
        Request built = new Request(request.method(), uri, headers, request.content(), request.contentType());
        headers.forEach(RequestBuilder::requireValid);
        if (built.declaredType() != null) {
            requireValid("Content-Type", built.declaredType());
        }
        // All transports behave alike: an interrupted thread sends no request.
        Interrupts.requireNotInterrupted(null);
        return built;
    }

    /** Runs the refresh of credentials that the client is configured with. */
    void refreshCredentials(StreamRequest request, Runnable refresh) {
        computed(request, "its credentials could not be refreshed", () -> {
            refresh.run();
            return null;
        });
    }

    private static <T extends @Nullable Object> T computed(
            StreamRequest request, String failure, Supplier<T> computation) {
        try {
            return computation.get();
        } catch (Exception e) {
            // Also checked exceptions, which other JVM languages throw here.
            throw RequestFailures.configuredCode(request, failure, e);
        }
    }

    private Map<String, String> headers(StreamRequest request, Map<String, String> headers) {
        headers.putAll(request.headers());
        headers.putIfAbsent("Accept-Encoding", request.allowsGzip() && settings.gzip() ? "gzip" : "identity");
        return headers;
    }

    /** Some transports replace invalid characters. Others quote the value, which may be a secret, in an exception. */
    private static void requireValid(String name, String value) {
        if (!value.chars().allMatch(RequestBuilder::isValid)) {
            throw new IllegalArgumentException(
                    "the header " + name + " must not hold control characters, nor any beyond ISO-8859-1");
        }
    }

    private static boolean isValid(int character) {
        return character == '\t' || (character >= ' ' && character < 0x7f) || (character > 0x7f && character <= 0xff);
    }
}
