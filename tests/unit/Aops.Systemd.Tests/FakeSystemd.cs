using System.Collections.Concurrent;
using Aops.Systemd.Client;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Tests;

/// <summary>systemd's manager on a bus of the test's own, as far as the suite asks it.</summary>
internal sealed class FakeSystemd : IPathMethodHandler, IDisposable
{
    private const string Name = "org.freedesktop.systemd1";
    private const string Manager = "/org/freedesktop/systemd1";
    private const string ManagerInterface = Name + ".Manager";

    private readonly string _address;
    private DBusConnection _connection;
    private uint _lastJob;

    public FakeSystemd(string address)
    {
        _address = address;
        _connection = Connect();
    }

    public string Path => Manager;

    public bool HandlesChildPaths => true;

    /// <summary>Calls of the manager in order, as <c>Member(arguments)</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Properties by the path of the unit and their name.</summary>
    public ConcurrentDictionary<(string Path, string Name), VariantValue> Properties { get; } = new();

    /// <summary>Members that are answered with an error, once or for good.</summary>
    public ConcurrentDictionary<string, (string Name, string Text)> Errors { get; } = new();

    /// <summary>Members that are never answered.</summary>
    public ConcurrentDictionary<string, bool> Silent { get; } = new();

    /// <summary>Called with a member before it is answered, on the thread that reads the connection.</summary>
    public Action<string>? OnCall { get; set; }

    /// <summary>Properties of the transient unit that was started last.</summary>
    public Dictionary<string, VariantValue> Transient { get; } = [];

    /// <summary>Sets what a unit shows.</summary>
    public void Show(string unit, string active, string sub, uint pid)
    {
        var path = UnitNames.PathOf(unit);
        Properties[(path, "LoadState")] = "loaded";
        Properties[(path, "ActiveState")] = active;
        Properties[(path, "SubState")] = sub;
        Properties[(path, "MainPID")] = pid;
        Properties[(path, "Job")] = Struct.Create(0u, new ObjectPath("/"));
    }

    /// <summary>Ends a job, and tells.</summary>
    public void EndJob(string path, string unit, string result)
    {
        Properties[(UnitNames.PathOf(unit), "Job")] = Struct.Create(0u, new ObjectPath("/"));
        EndJob(_connection, path, unit, result);
    }

    /// <summary>Tells that a job ended, from a connection that need not be systemd's, to one or to all.</summary>
    public static void EndJob(DBusConnection from, string path, string unit, string result, string? to = null)
    {
        var writer = from.GetMessageWriter();
        writer.WriteSignalHeader(to, Manager, ManagerInterface, "JobRemoved", "uoss");
        writer.WriteUInt32(uint.Parse(path[(path.LastIndexOf('/') + 1)..]));
        writer.WriteObjectPath(path);
        writer.WriteString(unit);
        writer.WriteString(result);
        Assert.True(from.TrySendMessage(writer.CreateMessage()));
        writer.Dispose();
    }

    /// <summary>Tells that a unit changed.</summary>
    public void Change(string unit)
    {
        var writer = _connection.GetMessageWriter();
        writer.WriteSignalHeader(
            null, UnitNames.PathOf(unit), "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as");
        writer.WriteString(Name + ".Unit");
        writer.WriteDictionaryEnd(writer.WriteDictionaryStart());
        writer.WriteArray(Array.Empty<string>());
        Assert.True(_connection.TrySendMessage(writer.CreateMessage()));
        writer.Dispose();
    }

    /// <summary>Leaves the bus and comes back with another connection, as systemd does when it executes itself.</summary>
    public void ExecuteAgain()
    {
        _connection.Dispose();
        _connection = Connect();
    }

    public ValueTask HandleMethodAsync(MethodContext context)
    {
        var message = context.Request;
        var member = message.MemberAsString!;
        var arguments = ReadArguments(message);
        Calls.Enqueue($"{member}({string.Join(',', arguments)})");
        OnCall?.Invoke(member);
        if (Silent.ContainsKey(member)) context.DisposesAsynchronously = true;
        else if (Errors.TryGetValue(member, out var error)) context.ReplyError(error.Name, error.Text);
        else if (member == "Get") ReplyProperty(context, message.PathAsString!, arguments[1]);
        else if (member is "StartUnit" or "StopUnit" or "RestartUnit" or "StartTransientUnit") ReplyJob(context);
        else if (member == "ListUnits") ReplyUnits(context);
        else Reply(context);
        return default;
    }

    public void Dispose() => _connection.Dispose();

    private DBusConnection Connect()
    {
        var connection = new DBusConnection(_address);
        Assert.True(Task.Run(async () =>
        {
            await connection.ConnectAsync();
            connection.AddMethodHandler(this);
            await connection.RequestNameAsync(Name);
        }).Wait(TimeSpan.FromSeconds(10)));
        return connection;
    }

    private List<string> ReadArguments(Message message)
    {
        var body = message.GetBodyReader();
        var signature = message.SignatureAsString;
        if (signature == "ssa(sv)a(sa(sv))") return ReadTransient(ref body);
        var arguments = new List<string>();
        for (var i = 0; i < signature.Length; i++)
        {
            if (signature[i] == 'a')
            {
                arguments.Add(string.Join('+', body.ReadArrayOfString()));
                i++;
                continue;
            }
            arguments.Add(signature[i] switch
            {
                's' => body.ReadString(),
                'i' => body.ReadInt32().ToString(),
                'b' => body.ReadBool().ToString(),
                _ => "?",
            });
        }
        return arguments;
    }

    private List<string> ReadTransient(ref Reader body)
    {
        var arguments = new List<string> { body.ReadString(), body.ReadString() };
        Transient.Clear();
        var end = body.ReadArrayStart(DBusType.Struct);
        while (body.HasNext(end))
        {
            body.AlignStruct();
            Transient[body.ReadString()] = body.ReadVariantValue();
        }
        var none = body.ReadArrayStart(DBusType.Struct);
        Assert.False(body.HasNext(none));
        return arguments;
    }

    private void ReplyProperty(MethodContext context, string path, string name)
    {
        if (!Properties.TryGetValue((path, name), out var value))
        {
            context.ReplyError("org.freedesktop.DBus.Error.UnknownProperty", $"there is no {name} of {path}");
            return;
        }
        var writer = context.CreateReplyWriter("v");
        writer.WriteVariant(value);
        context.Reply(writer.CreateMessage());
        writer.Dispose();
    }

    private void ReplyJob(MethodContext context)
    {
        var writer = context.CreateReplyWriter("o");
        writer.WriteObjectPath($"{Manager}/job/{Interlocked.Increment(ref _lastJob)}");
        context.Reply(writer.CreateMessage());
        writer.Dispose();
    }

    private static void ReplyUnits(MethodContext context)
    {
        var writer = context.CreateReplyWriter("a(ssssssouso)");
        var start = writer.WriteArrayStart(DBusType.Struct);
        foreach (var (name, active, sub) in new[] { ("a.service", "active", "running"), ("b.timer", "failed", "dead") })
        {
            writer.WriteStructureStart();
            writer.WriteString(name);
            writer.WriteString($"what {name} is");
            foreach (var text in new[] { "loaded", active, sub, "" }) writer.WriteString(text);
            writer.WriteObjectPath(UnitNames.PathOf(name));
            writer.WriteUInt32(0);
            writer.WriteString("");
            writer.WriteObjectPath("/");
        }
        writer.WriteArrayEnd(start);
        context.Reply(writer.CreateMessage());
        writer.Dispose();
    }

    private static void Reply(MethodContext context)
    {
        var writer = context.CreateReplyWriter(null);
        context.Reply(writer.CreateMessage());
        writer.Dispose();
    }
}
