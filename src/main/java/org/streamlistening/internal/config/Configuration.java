package org.streamlistening.internal.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Configuration values by key, looked up in this order: MicroProfile Config where the runtime has it, system
 * properties, environment variables ({@code durable-streams.url} is {@code DURABLE_STREAMS_URL} there).
 *
 * <p>Nothing is cached: a value is read when it is asked for. An empty value counts as none. Safe for any thread;
 * MicroProfile Config belongs to the application whose class loader is the thread's context class loader, so ask on a
 * thread of that application.
 */
public final class Configuration {

    private final Function<String, Optional<String>> microProfile;
    private final Function<String, Optional<String>> properties;
    private final Map<String, String> environment;

    private Configuration(
            Function<String, Optional<String>> microProfile,
            Function<String, Optional<String>> properties,
            Map<String, String> environment) {
        this.microProfile = microProfile;
        this.properties = properties;
        this.environment = environment;
    }

    /** The configuration of the application that the calling thread belongs to. */
    public static Configuration ofApplication() {
        return new Configuration(
                MicroProfileConfig::value, key -> Optional.ofNullable(System.getProperty(key)), System.getenv());
    }

    /** Nothing but these values: for tests, and for use outside of an application. */
    public static Configuration of(Map<String, String> values) {
        return new Configuration(key -> Optional.empty(), key -> Optional.ofNullable(values.get(key)), Map.of());
    }

    /** The value, or empty where nobody set it. */
    public Optional<String> value(String key) {
        return present(microProfile.apply(key))
                .or(() -> present(properties.apply(key)))
                .or(() -> present(Optional.ofNullable(environment.get(environmentName(key)))));
    }

    /**
     * Whether a switch is on; off where nobody set it.
     *
     * @throws IllegalArgumentException if the value is neither {@code true} nor {@code false}
     */
    public boolean flag(String key) {
        return value(key)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw unusable(key, text, "true or false");
                })
                .orElse(false);
    }

    /**
     * A whole number that is not negative.
     *
     * @throws IllegalArgumentException if the value is something else
     */
    public Optional<Long> number(String key) {
        return value(key).map(text -> {
            if (!text.matches("\\d{1,18}")) {
                throw unusable(key, text, "a whole number");
            }
            return Long.parseLong(text);
        });
    }

    /**
     * A time span: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}, or ISO-8601 such as {@code PT30S}.
     *
     * @throws IllegalArgumentException if the value is something else
     */
    public Optional<Duration> duration(String key) {
        return value(key)
                .map(text -> TimeSpan.parse(text)
                        .orElseThrow(() -> unusable(key, text, "a time span such as 500ms, 30s, 5m or PT30S")));
    }

    /**
     * One of the constants of an enum, written in lower case with hyphens: {@code long-poll} is {@code LONG_POLL}.
     *
     * @throws IllegalArgumentException if the value is none of them
     */
    public <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        return value(key)
                .map(text -> Stream.of(type.getEnumConstants())
                        .filter(constant -> written(constant).equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> unusable(
                                key,
                                text,
                                Stream.of(type.getEnumConstants())
                                        .map(Configuration::written)
                                        .collect(Collectors.joining(", ", "one of ", "")))));
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What to throw for a value that cannot be used: names the key, the value and what it should be. */
    public static IllegalArgumentException unusable(String key, String value, String expected) {
        return new IllegalArgumentException(key + " is '" + value + "', but has to be " + expected);
    }

    static String environmentName(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static Optional<String> present(Optional<String> value) {
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }
}
