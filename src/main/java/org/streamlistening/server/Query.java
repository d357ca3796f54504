package org.streamlistening.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The protocol's query parameters. Others are ignored; one of ours that comes twice is refused. */
record Query(Optional<String> offset, Optional<String> live, Optional<String> cursor) {

    private static final Set<String> NAMES = Set.of("offset", "live", "cursor");

    static Query parse(@Nullable String raw) {
        Map<String, String> values = new HashMap<>();
        if (raw != null) {
            for (String parameter : raw.split("&", -1)) {
                String[] parts = parameter.split("=", 2);
                if (NAMES.contains(parts[0])
                        && values.put(parts[0], parts.length == 1 ? "" : value(parts[1])) != null) {
                    throw Refusal.badRequest("the parameter " + parts[0] + " is there twice");
                }
            }
        }
        return new Query(get(values, "offset"), get(values, "live"), get(values, "cursor"));
    }

    private static String value(String raw) {
        return StreamPath.decoded(raw.replace('+', ' '));
    }

    private static Optional<String> get(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name));
    }
}
