package org.streamlistening.bench.subject;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The arguments of a process, {@code name=value} each. */
public record Arguments(Map<String, String> values) {

    public static Arguments of(String... arguments) {
        return new Arguments(Arrays.stream(arguments)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    public int number(String name) {
        return Integer.parseInt(text(name));
    }
}
