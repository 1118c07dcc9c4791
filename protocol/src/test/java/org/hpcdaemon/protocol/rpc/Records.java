package org.hpcdaemon.protocol.rpc;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks into records, and the records and lists in them, for fields that are null. */
final class Records {
    private final Set<String> set = new TreeSet<>();
    private final Set<String> unset = new TreeSet<>();
    private final Set<String> wronglyNull = new TreeSet<>();

    void visit(@Nullable Object value) {
        if (value instanceof Collection<?> all) {
            all.forEach(this::visit);
        }
        if (value == null || !value.getClass().isRecord()) {
            return;
        }
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            String name = value.getClass().getSimpleName() + "." + component.getName();
            Object field = read(component, value);
            if (field != null) {
                set.add(name);
                visit(field);
            } else {
                unset.add(name);
                if (!mayBeNull(component.getAnnotatedType())) {
                    wronglyNull.add(name);
                }
            }
        }
    }

    /** Fields that were null wherever they were met. */
    Set<String> neverSet() {
        Set<String> never = new TreeSet<>(unset);
        never.removeAll(set);
        return never;
    }

    /** Fields that were null although their record says they never are. */
    Set<String> wronglyNull() {
        return wronglyNull;
    }

    private static boolean mayBeNull(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static @Nullable Object read(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
