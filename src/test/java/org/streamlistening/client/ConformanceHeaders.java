package org.streamlistening.client;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The headers and parameters that a runner wants to be computed, once per command. */
final class ConformanceHeaders {

    private final Map<String, Supplier<String>> dynamicHeaders = new LinkedHashMap<>();
    private final Map<String, Supplier<String>> dynamicParameters = new LinkedHashMap<>();
    private final Map<String, String> own = new ConcurrentHashMap<>();
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private final Map<String, String> parameters = new ConcurrentHashMap<>();

    void clear() {
        dynamicHeaders.clear();
        dynamicParameters.clear();
    }

    void configure(String type, JsonObject command) {
        if (type.equals("clear-dynamic")) {
            clear();
            return;
        }
        Map<String, Supplier<String>> target = type.equals("set-dynamic-header") ? dynamicHeaders : dynamicParameters;
        target.put(command.getString("name"), value(command));
    }

    private static Supplier<String> value(JsonObject command) {
        return switch (command.getString("valueType")) {
            case "counter" ->
                new Supplier<>() {
                    private int count;

                    @Override
                    public String get() {
                        return Integer.toString(++count);
                    }
                };
            case "timestamp" -> () -> Long.toString(System.currentTimeMillis());
            case "token" -> {
                String token = command.getString("initialValue", "");
                yield () -> token;
            }
            default -> throw new IllegalArgumentException("valueType");
        };
    }

    void begin(JsonObject command) {
        headers.clear();
        parameters.clear();
        own.clear();
        String type = command.getString("type");
        if (type.equals("append") || type.equals("read")) {
            dynamicHeaders.forEach((name, value) -> headers.put(name, value.get()));
            dynamicParameters.forEach((name, value) -> parameters.put(name, value.get()));
        }
        if (command.containsKey("headers")) {
            JsonObject given = command.getJsonObject("headers");
            given.keySet().forEach(name -> own.put(name, given.getString(name)));
        }
    }

    Map<String, String> headers() {
        Map<String, String> all = new LinkedHashMap<>(own);
        all.putAll(headers);
        return all;
    }

    Map<String, String> parameters() {
        return parameters;
    }

    void report(JsonObjectBuilder result) {
        add(result, "headersSent", headers);
        add(result, "paramsSent", parameters);
    }

    private static void add(JsonObjectBuilder result, String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            JsonObjectBuilder object = JsonProvider.provider().createObjectBuilder();
            values.forEach(object::add);
            result.add(name, object);
        }
    }
}
