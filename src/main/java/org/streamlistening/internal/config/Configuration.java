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
 * Configuration values by key, looked up in this order: MicroProfile Config if the runtime has it, system properties,
 * environment variables ({@code DURABLE_STREAMS_URL} for {@code durable-streams.url}).
 *
 * <p>A look-up reads the value from its source, so callers keep what they need more than once. An empty value counts as
 * none. Thread-safe.
 */
public final class Configuration {

    private static final String SPAN = "a time span such as 500ms, 30s, 5m or PT30S, at most 36500d";

    private final Function<String, Optional<String>> microProfile;
    private final Function<String, Optional<String>> properties;
    private final Map<String, String> environment;
    private final Consumer<IllegalArgumentException> problems;

    private Configuration(
            Function<String, Optional<String>> microProfile,
            Function<String, Optional<String>> properties,
            Map<String, String> environment,
            Consumer<IllegalArgumentException> problems) {
        this.microProfile = microProfile;
        this.properties = properties;
        this.environment = environment;
        this.problems = problems;
    }

    /** The configuration of the calling thread's application; values can be looked up on any thread later. */
    public static Configuration ofApplication() {
        return new Configuration(
                MicroProfileConfig.values(ApplicationLoader.ofThread()),
                key -> Optional.ofNullable(System.getProperty(key)),
                System.getenv(),
                Configuration::fail);
    }

    /** A configuration of these values only, for tests and for use outside of an application. */
    public static Configuration of(Map<String, String> values) {
        return new Configuration(
                key -> Optional.empty(), key -> Optional.ofNullable(values.get(key)), Map.of(), Configuration::fail);
    }

    /**
     * The same values. One that cannot be used is reported and then counts as none, so that all problems are found at
     * once.
     */
    public Configuration reporting(Consumer<String> sentences) {
        return new Configuration(
                microProfile, properties, environment, problem -> sentences.accept(problem.getMessage()));
    }

    /** The value; empty if it is not set. */
    public Optional<String> value(String key) {
        return present(microProfile.apply(key))
                .or(() -> present(properties.apply(key)))
                .or(() -> present(Optional.ofNullable(environment.get(environmentName(key)))));
    }

    /**
     * A switch; off if it is not set.
     *
     * @throws IllegalArgumentException if the value is neither {@code true} nor {@code false}
     */
    public boolean flag(String key) {
        return flag(key, false);
    }

    /** As {@link #flag(String)}, with this value if it is not set. */
    public boolean flag(String key, boolean otherwise) {
        return parsed(key, text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw unusable(key, text, "true or false");
                })
                .orElse(otherwise);
    }

    /**
     * A whole number in a range, both bounds included.
     *
     * @throws IllegalArgumentException for any other value
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

    /** As {@link #number}, for an {@code int}. */
    public Optional<Integer> integer(String key, int least, int greatest) {
        return number(key, least, greatest).map(Math::toIntExact);
    }

    /**
     * A time span: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}, or ISO-8601 such as {@code PT30S}.
     * At most 36,500 days.
     *
     * @throws IllegalArgumentException for any other value
     */
    public Optional<Duration> duration(String key) {
        return parsed(key, text -> TimeSpan.parse(text).orElseThrow(() -> unusable(key, text, SPAN)));
    }

    /** As {@link #duration}, for a span that must be positive. */
    public Optional<Duration> positiveDuration(String key) {
        return parsed(
                key,
                text -> TimeSpan.parse(text)
                        .filter(span -> !span.isZero())
                        .orElseThrow(() -> unusable(key, text, SPAN + " and not 0")));
    }

    /**
     * A constant of an enum, written in lower case with hyphens: {@code long-poll} is {@code LONG_POLL}.
     *
     * @throws IllegalArgumentException for any other value
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

    /**
     * A value of another type.
     *
     * @param parse throws the exception of {@link #unusable} for a value that cannot be used, or another
     *     {@link IllegalArgumentException} with a sentence about it
     */
    public <T> Optional<T> parsed(String key, Function<String, T> parse) {
        Optional<String> value = value(key);
        try {
            return value.map(parse);
        } catch (Unusable unusable) {
            problems.accept(unusable);
        } catch (IllegalArgumentException unnamed) {
            problems.accept(new Unusable(
                    key + " is '" + value.orElse("") + "', which cannot be used: " + unnamed.getMessage(), unnamed));
        }
        return Optional.empty();
    }

    /** A problem whose message names key and value. */
    private static final class Unusable extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        Unusable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The exception for a value that cannot be used; its message names the key, the value, and what it must be. */
    public static IllegalArgumentException unusable(String key, String value, String expected) {
        return new Unusable(key + " is '" + value + "', but must be " + expected, null);
    }

    /**
     * Why the configuration file of the calling thread's application has no effect, to append to a message; empty if
     * there is no such file, or if the runtime reads it.
     */
    public static String unreadFile() {
        return MicroProfileConfig.unreadFile(ApplicationLoader.ofThread());
    }

    private static void fail(IllegalArgumentException problem) {
        throw problem;
    }

    static String environmentName(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static Optional<String> present(Optional<String> value) {
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }
}
