package org.streamlistening.bench.upstream;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The path of a request, without its first slash, and its parameters. */
record Query(String path, Map<String, String> parameters) {

    static Query of(String target) {
        int mark = target.indexOf('?');
        Map<String, String> parameters = new HashMap<>();
        if (mark >= 0) {
            for (String parameter : target.substring(mark + 1).split("&")) {
                int equals = parameter.indexOf('=');
                parameters.put(
                        parameter.substring(0, equals),
                        URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return new Query(target.substring(1, mark < 0 ? target.length() : mark), parameters);
    }

    String text(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }

    int number(String name) {
        return Integer.parseInt(parameters.get(name));
    }
}
