package org.streamlistening.internal.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Configuration values by key, looked up in this order: MicroProfile Config where the runtime has it, system
 * properties, environment variables ({@code durable-streams.url} is {@code DURABLE_STREAMS_URL} there).
 *
 * <p>Nothing is cached: a value is read when it is asked for. An empty value counts as none. Safe for any thread.
 */
public final class Configuration {

    private static final String FILE = "META-INF/microprofile-config.properties";

    private final Function<String, Optional<String>> microProfile;
    private final Function<String, Optional<String>> properties;
    private final Map<String, String> environment;
    private final Consumer<IllegalArgumentException> mistakes;

    private Configuration(
            Function<String, Optional<String>> microProfile,
            Function<String, Optional<String>> properties,
            Map<String, String> environment,
            Consumer<IllegalArgumentException> mistakes) {
        this.microProfile = microProfile;
        this.properties = properties;
        this.environment = environment;
        this.mistakes = mistakes;
    }

    /** The configuration of the application that the calling thread belongs to, whoever asks for values later. */
    public static Configuration ofApplication() {
        ClassLoader application = ApplicationLoader.ofThread();
        return new Configuration(
                key -> MicroProfileConfig.value(application, key),
                key -> Optional.ofNullable(System.getProperty(key)),
                System.getenv(),
                Configuration::fail);
    }

    /** Nothing but these values: for tests, and for use outside of an application. */
    public static Configuration of(Map<String, String> values) {
        return new Configuration(
                key -> Optional.empty(), key -> Optional.ofNullable(values.get(key)), Map.of(), Configuration::fail);
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
        return parsed(key, text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw unusable(key, text, "true or false");
                })
                .orElse(false);
    }

    /**
     * A whole number, no less than the least and no greater than the greatest.
     *
     * @throws IllegalArgumentException if the value is something else
     */
    public Optional<Long> number(String key, long least, long greatest) {
        return parsed(key, text -> {
            long number = text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
            if (number < Math.max(0, least) || number > greatest) {
                throw unusable(key, text, "a whole number from " + least + " to " + greatest);
            }
            return number;
        });
    }

    /** As {@link #number}, for what is an {@code int}. */
    public Optional<Integer> integer(String key, int least, int greatest) {
        return number(key, least, greatest).map(Math::toIntExact);
    }

    /**
     * A time span: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}, or ISO-8601 such as {@code PT30S}.
     * At most 36,500 days.
     *
     * @throws IllegalArgumentException if the value is something else
     */
    public Optional<Duration> duration(String key) {
        return parsed(
                key,
                text -> TimeSpan.parse(text)
                        .orElseThrow(() ->
                                unusable(key, text, "a time span such as 500ms, 30s, 5m or PT30S, at most 36500d")));
    }

    /**
     * One of the constants of an enum, written in lower case with hyphens: {@code long-poll} is {@code LONG_POLL}.
     *
     * @throws IllegalArgumentException if the value is none of them
     */
    public <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        return parsed(
                key,
                text -> Stream.of(type.getEnumConstants())
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

    /** As {@link #duration}, for a span that has to be longer than nothing. */
    public Optional<Duration> positiveDuration(String key) {
        return parsed(
                key,
                text -> TimeSpan.parse(text)
                        .filter(span -> !span.isZero())
                        .orElseThrow(() -> unusable(
                                key, text, "a time span such as 500ms, 30s, 5m or PT30S, at most 36500d and not 0")));
    }

    /**
     * A value of some other kind.
     *
     * @param parse throws what {@link #unusable} makes for a value that cannot be used, or another
     *     {@link IllegalArgumentException} with a sentence about it
     */
    public <T> Optional<T> parsed(String key, Function<String, T> parse) {
        Optional<String> value = value(key);
        try {
            return value.map(parse);
        } catch (Unusable unusable) {
            mistakes.accept(unusable);
        } catch (IllegalArgumentException unnamed) {
            mistakes.accept(new Unusable(
                    key + " is '" + value.orElse("") + "', which cannot be used: " + unnamed.getMessage(), unnamed));
        }
        return Optional.empty();
    }

    /** Names its key and value. */
    private static final class Unusable extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        Unusable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The same values, but one that cannot be used is told and then counts as none: so all mistakes are found at once. */
    public Configuration telling(Consumer<String> mistakes) {
        return new Configuration(
                microProfile, properties, environment, mistake -> mistakes.accept(mistake.getMessage()));
    }

    /** What to throw for a value that cannot be used: names the key, the value and what it should be. */
    public static IllegalArgumentException unusable(String key, String value, String expected) {
        return new Unusable(key + " is '" + value + "', but has to be " + expected, null);
    }

    /**
     * Why what the calling thread's application has in its configuration file does not count, to be appended to a message;
     * empty if it has no such file, or if that is read.
     */
    public static String unreadFile() {
        return unreadFile(ApplicationLoader.ofThread());
    }

    static String unreadFile(ClassLoader application) {
        boolean unread = application.getResource(FILE) != null && !MicroProfileConfig.isAvailable(application);
        return unread
                ? ". The application has a " + FILE
                        + ", which is not read, because MicroProfile Config is not available:"
                        + " enable it (on Open Liberty the feature mpConfig, on WildFly the subsystem"
                        + " microprofile-config-smallrye), or set system properties or environment variables"
                : "";
    }

    private static void fail(IllegalArgumentException mistake) {
        throw mistake;
    }

    static String environmentName(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static Optional<String> present(Optional<String> value) {
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }
}
