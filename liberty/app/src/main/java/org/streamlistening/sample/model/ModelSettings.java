package org.streamlistening.sample.model;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Which model answers.
 *
 * @param url the base URL of the API, such as {@code http://localhost:11434/v1}; it contains no secret
 * @param name the name of the model
 * @param key sent as a bearer token; empty: the server wants none
 * @param silence how long the model may send nothing: before the first piece, and between two of them
 */
public record ModelSettings(URI url, String name, Optional<String> key, Duration silence) {

    private static final String URL = "sample.model.url";
    private static final String NAME = "sample.model.name";
    private static final String SILENCE = "sample.model.silence";

    /** The only way to set the key: unlike configuration, the environment is not part of files and command lines. */
    private static final String KEY = "SAMPLE_MODEL_KEY";

    private static final Duration DEFAULT_SILENCE = Duration.ofSeconds(30);

    /** @throws IllegalArgumentException if the URL is not an absolute one over HTTP, or contains more than a path */
    public ModelSettings {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException(URL + " must be an absolute http or https URL");
        }
        if (url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null) {
            throw new IllegalArgumentException(URL + " must contain no user, query or fragment; set the key in the"
                    + " environment variable " + KEY);
        }
        if (silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException(SILENCE + " must be positive");
        }
    }

    /**
     * The configured model; empty if there is no {@code sample.model.url}.
     *
     * @throws IllegalArgumentException if a value is invalid; the message does not repeat the URL, which can have a secret
     */
    public static Optional<ModelSettings> from(Config config, Map<String, String> environment) {
        return config.getOptionalValue(URL, String.class)
                .filter(url -> !url.isBlank())
                .map(url -> new ModelSettings(
                        parse(url.strip()),
                        config.getOptionalValue(NAME, String.class).orElse("default"),
                        Optional.ofNullable(environment.get(KEY)).filter(key -> !key.isBlank()),
                        config.getOptionalValue(SILENCE, Duration.class).orElse(DEFAULT_SILENCE)));
    }

    @SuppressWarnings("UnusedException") // its message repeats the URL
    private static URI parse(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException invalid) {
            throw new IllegalArgumentException(URL + " is no URL");
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ModelSettings[" + name + " at " + url + "]";
    }
}
