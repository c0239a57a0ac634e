using Aops.Systemd.Client;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Bus;

/// <summary>Readers of answers. A value of another type than expected makes the answer malformed.</summary>
internal static class BusReaders
{
    /// <summary>Ignores the content of a reply.</summary>
    public static readonly MessageValueReader<bool> Nothing = static (_, _) => true;

    /// <summary>The path of a job.</summary>
    public static readonly MessageValueReader<string> Path =
        static (message, _) => message.GetBodyReader().ReadObjectPathAsString();

    /// <summary>A property that is a text.</summary>
    public static readonly MessageValueReader<string> TextValue = static (message, _) =>
    {
        var body = Open(message, "s");
        return body.ReadString();
    };

    /// <summary>A property that is a 32-bit number.</summary>
    public static readonly MessageValueReader<int> Int32Value = static (message, _) =>
    {
        var body = Open(message, "i");
        return body.ReadInt32();
    };

    /// <summary>A property that is a 32-bit number without sign.</summary>
    public static readonly MessageValueReader<uint> UInt32Value = static (message, _) =>
    {
        var body = Open(message, "u");
        return body.ReadUInt32();
    };

    /// <summary>A property that is a 64-bit number without sign.</summary>
    public static readonly MessageValueReader<ulong> UInt64Value = static (message, _) =>
    {
        var body = Open(message, "t");
        return body.ReadUInt64();
    };

    /// <summary>The number in the property <c>Job</c>; 0 for none.</summary>
    public static readonly MessageValueReader<uint> JobValue = static (message, _) =>
    {
        var body = Open(message, "(uo)");
        body.AlignStruct();
        return body.ReadUInt32();
    };

    /// <summary>The text of a property that is the name and the text of an error.</summary>
    public static readonly MessageValueReader<string> ErrorValue = static (message, _) =>
    {
        var body = Open(message, "(ss)");
        body.AlignStruct();
        body.ReadString();
        return body.ReadString();
    };

    /// <summary>The answer of <c>ListUnits</c>: <c>a(ssssssouso)</c>.</summary>
    public static readonly MessageValueReader<IReadOnlyList<ListedUnit>> Units = static (message, _) =>
    {
        var units = new List<ListedUnit>();
        var body = message.GetBodyReader();
        var end = body.ReadArrayStart(DBusType.Struct);
        while (body.HasNext(end))
        {
            body.AlignStruct();
            var name = body.ReadString();
            // Its description.
            body.ReadString();
            var status = new UnitStatus(body.ReadString(), body.ReadString(), body.ReadString(), 0);
            // What it follows, its path, and its job: number, kind, path.
            body.ReadString();
            body.ReadObjectPathAsString();
            body.ReadUInt32();
            body.ReadString();
            body.ReadObjectPathAsString();
            units.Add(new ListedUnit(name, status));
        }
        return units;
    };

    private static Reader Open(Message message, string signature)
    {
        var body = message.GetBodyReader();
        body.ReadSignature(signature);
        return body;
    }
}
