package org.streamlistening.internal.embedded;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;
import org.streamlistening.server.StreamDatabase;

/** The configuration of the embedded server. */
public final class ServerConfiguration {

    public static final String PREFIX = "durable-streams.embedded.";

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");
    private static final Pattern ORIGIN = Pattern.compile("\\*|[a-z][a-z0-9+.-]*://[^/?#@\\s]+");

    private final Configuration configuration;

    public ServerConfiguration(Configuration configuration) {
        this.configuration = configuration;
    }

    /** The URL of an external server, if it is configured and valid. */
    public Optional<URI> url() {
        return configuration.value("durable-streams.url").flatMap(ServerConfiguration::uri);
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            // The client reports the invalid URL.
            return Optional.empty();
        }
    }

    public boolean isEnabled() {
        return configuration.flag(PREFIX + "enabled");
    }

    /** The path below which the streams are, without a slash at its end. */
    public String path() {
        String key = PREFIX + "path";
        return configuration
                .parsed(key, text -> {
                    String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
                    if (!PATH.matcher(trimmed).matches()) {
                        throw Configuration.unusable(key, text, "a path such as /streams");
                    }
                    return trimmed;
                })
                .orElse("/streams");
    }

    /** For a thread of the application: a data source is looked up by its name. */
    public ServerOptions options() {
        return options(new DatabaseConfiguration(configuration).database());
    }

    private ServerOptions options(Optional<StreamDatabase> database) {
        ServerOptions.Builder options = ServerOptions.builder();
        store().ifPresent(options::store);
        rejectTwoStores();
        database.ifPresent(options::database);
        access().ifPresent(options::access);
        corsOrigins().ifPresent(options::corsOrigins);
        configuration.positiveDuration(PREFIX + "long-poll-timeout").ifPresent(options::longPollTimeout);
        configuration.positiveDuration(PREFIX + "sse-duration").ifPresent(options::sseDuration);
        configuration
                .number(PREFIX + "max-body-bytes", 1, ServerOptions.MAX_BYTES)
                .ifPresent(options::maxBodyBytes);
        configuration
                .integer(PREFIX + "max-page-bytes", 1, ServerOptions.MAX_BYTES)
                .ifPresent(options::maxPageBytes);
        configuration.integer(PREFIX + "max-streams", 1, Integer.MAX_VALUE).ifPresent(options::maxStreams);
        configuration.integer(PREFIX + "max-fork-depth", 1, Integer.MAX_VALUE).ifPresent(options::maxForkDepth);
        configuration.positiveDuration(PREFIX + "producers.max-age").ifPresent(options::producerMaxAge);
        configuration
                .integer(PREFIX + "producers.max-per-stream", 1, Integer.MAX_VALUE)
                .ifPresent(options::maxProducers);
        configuration.integer(PREFIX + "max-readers", 1, Integer.MAX_VALUE).ifPresent(options::maxReaders);
        return options.retention(retention()).build();
    }

    /** One sentence for each unusable value. Empty if the server is switched off. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        ServerConfiguration tolerant = new ServerConfiguration(configuration.reporting(problems::add));
        if (tolerant.isEnabled()) {
            tolerant.path();
            new DatabaseConfiguration(tolerant.configuration).check();
            tolerant.options(Optional.empty());
        }
        return problems;
    }

    private void rejectTwoStores() {
        String key = PREFIX + "data-source";
        if (configuration.value(PREFIX + "store").isPresent()) {
            var unused = configuration.parsed(key, name -> {
                throw Configuration.unusable(
                        key, name, "nothing where " + PREFIX + "store is set: streams are kept in one place");
            });
        }
    }

    /** An absolute path, which does not depend on the working directory of the runtime. */
    private Optional<Path> store() {
        String key = PREFIX + "store";
        return configuration.parsed(key, text -> {
            try {
                Path store = Path.of(text);
                if (store.isAbsolute() && (Files.isDirectory(store) || Files.notExists(store))) {
                    return store;
                }
            } catch (InvalidPathException none) {
                throw Configuration.unusable(key, text, "a directory: " + none.getMessage());
            }
            throw Configuration.unusable(key, text, "the absolute path of a directory, which need not be there yet");
        });
    }

    private Optional<StreamAccess> access() {
        String key = PREFIX + "access";
        return configuration.parsed(key, value -> switch (value) {
            case "none" -> StreamAccess.none();
            case "read" -> StreamAccess.readOnly();
            case "all" -> StreamAccess.everything();
            default -> throw Configuration.unusable(key, value, "none, read or all");
        });
    }

    private Optional<Set<String>> corsOrigins() {
        String key = PREFIX + "cors-origins";
        return configuration.parsed(key, text -> {
            Set<String> origins =
                    Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
            if (!origins.stream().allMatch(origin -> ORIGIN.matcher(origin).matches())) {
                throw Configuration.unusable(
                        key, text, "* or origins such as https://app.example.org, separated by commas");
            }
            return origins;
        });
    }

    private Retention retention() {
        return new Retention(
                configuration.positiveDuration(PREFIX + "retention.max-age"),
                atLeastOne("retention.max-messages"),
                atLeastOne("retention.max-bytes"));
    }

    private OptionalLong atLeastOne(String key) {
        return configuration
                .number(PREFIX + key, 1, Long.MAX_VALUE)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }
}
