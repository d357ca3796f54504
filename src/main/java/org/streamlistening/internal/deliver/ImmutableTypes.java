package org.streamlistening.internal.deliver;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows the payloads that several sessions can share, because their objects are deeply immutable: records of plain
 * values and of such records, without {@link Conversions}. Every other class counts as mutable. Decides once for each
 * class. Thread-safe.
 */
final class ImmutableTypes {

    private static final Set<Class<?>> VALUES = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Character.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigDecimal.class,
            BigInteger.class,
            UUID.class);

    private final Map<Class<?>, Boolean> known = new ConcurrentHashMap<>();

    /** Whether all objects of exactly this class are deeply immutable. */
    boolean contains(Class<?> type) {
        Boolean decided = known.get(type);
        return decided != null ? decided : known.computeIfAbsent(type, any -> isImmutable(any, new HashSet<>()));
    }

    /** @param enclosing the records that contain the type: one that contains itself depends on its other components */
    private static boolean isImmutable(Class<?> type, Set<Class<?>> enclosing) {
        if (type.isPrimitive() || VALUES.contains(type) || isTime(type)) {
            return true;
        }
        if (!(type.isRecord() || type.isEnum()) || Conversions.existFor(type)) {
            return false;
        }
        if (type.isRecord() && enclosing.add(type)) {
            for (RecordComponent component : type.getRecordComponents()) {
                if (!isImmutable(component.getType(), enclosing)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isTime(Class<?> type) {
        return Modifier.isFinal(type.getModifiers()) && type.getPackageName().equals("java.time");
    }
}
