package org.streamlistening.bench.subject;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** The measured figures by name, in the order in which they were measured. */
public final class Figures {

    private final Map<String, Double> values = new LinkedHashMap<>();

    public void put(String name, double value) {
        values.put(name, value);
    }

    /** One line of JSON. */
    public String json() {
        JsonObjectBuilder json = Json.createObjectBuilder();
        values.forEach(json::add);
        return json.build().toString();
    }
}
