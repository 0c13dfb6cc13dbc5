using System.Runtime.InteropServices;

namespace LocalDigest.Storage;

/// <summary>Chooses the native SQLite library before the first connection: the packaged one, or a newer one of the system.</summary>
public static class SqliteLibrary
{
    /// <summary>Loads SQLite.</summary>
    /// <param name="systemLibrary">A library such as <c>libsqlite3.so.0</c>; null for the packaged one.</param>
    /// <exception cref="StorageException">The named library cannot be loaded.</exception>
    public static void Load(string? systemLibrary)
    {
        if (systemLibrary is { Length: > 0 })
        {
            if (!NativeLibrary.TryLoad(systemLibrary, out var handle))
            {
                throw new StorageException($"The SQLite library '{systemLibrary}' named by Storage:SqliteLibrary could not be loaded. Correct the name, or remove the setting to use the packaged one.");
            }
            NativeLibrary.SetDllImportResolver(
                typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly,
                (name, _, _) => name == "e_sqlite3" ? handle : IntPtr.Zero);
        }
        SQLitePCL.Batteries_V2.Init();
    }
}
