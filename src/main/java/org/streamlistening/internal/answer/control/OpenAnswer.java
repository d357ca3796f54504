package org.streamlistening.internal.answer.control;

import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * An answer that is being written.
 *
 * @param producer the random name of its writer, which only the servers of the application know
 */
public record OpenAnswer(String stream, String producer) {

    private static final String PREFIX = "answer-";
    private static final Pattern PRODUCER = Pattern.compile("answer-[0-9a-zA-Z-]{1,64}");

    /** @param ids makes random names */
    public static OpenAnswer of(String stream, Supplier<String> ids) {
        return new OpenAnswer(stream, PREFIX + ids.get());
    }

    static boolean isProducer(String name) {
        return PRODUCER.matcher(name).matches();
    }

    public static String randomId() {
        return UUID.randomUUID().toString();
    }
}
