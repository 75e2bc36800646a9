/** A resolver for concurrent writes: the longest value is shown. */
module com.example.longest {
    requires static transitive org.jspecify;
    requires dev.cairn.api;

    provides dev.cairn.api.spi.ConflictResolver.Provider with
            com.example.longest.LongestProvider;
}
