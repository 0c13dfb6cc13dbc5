using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalDigest.Storage;

/// <summary>
/// One open connection with its prepared statements. Parameters are positional: <c>?1</c>, <c>?2</c>, … in the order of the arguments.
/// Used by one thread at a time; <see cref="Database"/> lends it out.
/// </summary>
public sealed class Session : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> statements = new(StringComparer.Ordinal);

    internal Session(string connectionString)
    {
        connection = new SqliteConnection(connectionString);
        connection.Open();
    }

    internal SqliteConnection Connection => connection;

    /// <summary>Begins a transaction that writes, at once or not at all.</summary>
    /// <returns>Whether it began; not where another program holds the file.</returns>
    internal bool TryBegin()
    {
        // The driver's own commands try again for whole seconds, which the callers' deadline must bound.
        var code = SQLitePCL.raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
        if (code is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED) return false;
        SqliteException.ThrowExceptionForRC(code, connection.Handle);
        return true;
    }

    /// <summary>Runs a statement and gives the number of rows that it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> arguments) => Prepare(sql, arguments).ExecuteNonQuery();

    /// <summary>Runs several statements separated by semicolons, without parameters and without keeping them prepared.</summary>
    public void Script(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Reads all rows.</summary>
    public List<T> Query<T>(string sql, Func<Row, T> read, params ReadOnlySpan<object?> arguments)
    {
        using var reader = Prepare(sql, arguments).ExecuteReader();
        var row = new Row(reader);
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(row));
        return rows;
    }

    /// <summary>Reads the first row, or gives the default value where there is none.</summary>
    public T? First<T>(string sql, Func<Row, T> read, params ReadOnlySpan<object?> arguments)
    {
        using var reader = Prepare(sql, arguments).ExecuteReader();
        return reader.Read() ? read(new Row(reader)) : default;
    }

    /// <summary>Hands each row to <paramref name="visit"/> without keeping them.</summary>
    public void Visit(string sql, Action<Row> visit, params ReadOnlySpan<object?> arguments)
    {
        using var reader = Prepare(sql, arguments).ExecuteReader();
        var row = new Row(reader);
        while (reader.Read()) visit(row);
    }

    /// <summary>Gives back the memory of pages that are kept for the next time.</summary>
    internal void GiveBackMemory() => Script("PRAGMA shrink_memory");

    public void Dispose()
    {
        foreach (var statement in statements.Values) statement.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> arguments)
    {
        if (!statements.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            statements[sql] = command;
        }
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = Bound(arguments[i]);
            if (i < command.Parameters.Count) command.Parameters[i].Value = value;
            else command.Parameters.Add(new SqliteParameter("?" + (i + 1).ToString(CultureInfo.InvariantCulture), value));
        }
        return command;
    }

    private static object Bound(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => Time.Text(time),
        DateOnly day => Time.Text(day),
        bool flag => flag ? 1L : 0L,
        Enum name => name.ToString(),
        _ => value,
    };
}

/// <summary>The row under the cursor; columns by position.</summary>
public readonly struct Row(SqliteDataReader reader)
{
    /// <summary>The value as it is stored: a text, an integer, a floating-point number or bytes.</summary>
    public object Value(int column) => reader.GetValue(column);

    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public long Key(int column) => reader.GetInt64(column);

    public int Number(int column) => reader.GetInt32(column);

    public int? NumberOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt32(column);

    public double Real(int column) => reader.GetDouble(column);

    public double? RealOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);

    public bool Flag(int column) => reader.GetInt64(column) != 0;

    public byte[] Bytes(int column) => (byte[])reader.GetValue(column);

    public byte[]? BytesOrNull(int column) => reader.IsDBNull(column) ? null : (byte[])reader.GetValue(column);

    public DateTimeOffset Moment(int column) => Time.Moment(reader.GetString(column));

    public DateTimeOffset? MomentOrNull(int column) => reader.IsDBNull(column) ? null : Time.Moment(reader.GetString(column));

    public DateOnly Day(int column) => Time.Day(reader.GetString(column));

    public DateOnly? DayOrNull(int column) => reader.IsDBNull(column) ? null : Time.Day(reader.GetString(column));

    public T Name<T>(int column) where T : struct, Enum => Enum.Parse<T>(reader.GetString(column));

    public T? NameOrNull<T>(int column) where T : struct, Enum => reader.IsDBNull(column) ? null : Name<T>(column);
}

/// <summary>Times as they stand in the database: UTC, ISO 8601, milliseconds, so that text order is time order.</summary>
public static class Time
{
    private const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const string DayFormat = "yyyy-MM-dd";

    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString(MomentFormat, CultureInfo.InvariantCulture);

    public static string Text(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset Moment(string text) =>
        DateTimeOffset.ParseExact(text, MomentFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, DayFormat, CultureInfo.InvariantCulture);
}
