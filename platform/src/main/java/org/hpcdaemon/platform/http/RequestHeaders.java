package org.hpcdaemon.platform.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.jspecify.annotations.Nullable;

/** As Jetty has read them. */
record RequestHeaders(HttpFields fields) implements HttpCall.Headers {
    @Override
    public @Nullable String get(String name) {
        return fields.get(name);
    }

    @Override
    public Map<String, List<String>> all() {
        Map<String, List<String>> all = new HashMap<>();
        fields.getFieldNamesCollection().forEach(name -> all.put(name, fields.getValuesList(name)));
        return all;
    }
}
