using System.Text.Json;

namespace Aops.Server.Heartbeats;

/// <summary>Finds the measured numbers in the body of a heartbeat, in their order.</summary>
/// <remarks>
/// A body in which a member that leads to one is there twice, or whose names cannot be compared, has none: which of the two counts
/// is the reader's affair.
/// </remarks>
internal ref struct MeasuredNumberReader(ReadOnlySpan<byte> body)
{
    private readonly List<MeasuredNumber> _found = [];
    private Utf8JsonReader _reader = new(body, new JsonReaderOptions { MaxDepth = HeartbeatGate.DepthMax });
    private int _subAgent;
    private int _subAgents;
    private bool _isAmbiguous;

    private enum Part
    {
        Heartbeat,
        Host,
        Instance,
        Agent,
        SubAgent,
    }

    /// <summary>
    /// The numbers of a body that was read as a heartbeat, and how many sub-agents it has; null where they cannot be told.
    /// </summary>
    public static (MeasuredNumber[] Numbers, int SubAgents)? Find(ReadOnlySpan<byte> body)
    {
        var reader = new MeasuredNumberReader(body);
        try
        {
            reader._reader.Read();
            if (reader._reader.TokenType != JsonTokenType.StartObject) return null;
            reader.ReadPart(Part.Heartbeat);
        }
        // A lone surrogate in a name, which cannot be compared.
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            return null;
        }
        return reader._isAmbiguous ? null : ([.. reader._found], reader._subAgents);
    }

    private void ReadPart(Part part)
    {
        var seen = 0;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = IndexOf(part);
            _reader.Read();
            if (member < 0)
            {
                _reader.Skip();
                continue;
            }
            _isAmbiguous |= (seen & 1 << member) != 0;
            seen |= 1 << member;
            ReadMember(part, member);
        }
    }

    // Index of the member whose name the reader is at; -1 for one that leads to no number.
    private readonly int IndexOf(Part part) => part switch
    {
        Part.Heartbeat => Is("sequence"u8) ? 0 : Is("host"u8) ? 1 : Is("agent"u8) ? 2 : Is("subAgents"u8) ? 3 : -1,
        Part.Host => Is("instance"u8) ? 0 : -1,
        Part.Instance => Is("counter"u8) ? 0 : -1,
        Part.Agent => Is("spmRssBytes"u8) ? 0 : Is("spaRssBytes"u8) ? 1 : -1,
        _ => Is("rssBytes"u8) ? 0 : Is("cpuMilliseconds"u8) ? 1 : -1,
    };

    private void ReadMember(Part part, int member)
    {
        switch (part, member)
        {
            case (Part.Heartbeat, 0): Take(MeasuredMember.Sequence); break;
            case (Part.Heartbeat, 1): ReadInner(Part.Host); break;
            case (Part.Heartbeat, 2): ReadInner(Part.Agent); break;
            case (Part.Heartbeat, 3): ReadSubAgents(); break;
            case (Part.Host, 0): ReadInner(Part.Instance); break;
            case (Part.Instance, 0): Take(MeasuredMember.Counter); break;
            case (Part.Agent, 0): Take(MeasuredMember.SpmRssBytes); break;
            case (Part.Agent, _): Take(MeasuredMember.SpaRssBytes); break;
            case (Part.SubAgent, 0): Take(MeasuredMember.SubAgentRssBytes); break;
            default: Take(MeasuredMember.SubAgentCpuMilliseconds); break;
        }
    }

    private void ReadInner(Part part)
    {
        if (_reader.TokenType == JsonTokenType.StartObject) ReadPart(part);
        else _reader.Skip();
    }

    private void ReadSubAgents()
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            _reader.Skip();
            return;
        }
        for (_subAgent = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; _subAgent++)
            ReadInner(Part.SubAgent);
        (_subAgents, _subAgent) = (_subAgent, 0);
    }

    private readonly void Take(MeasuredMember member)
    {
        var digits = _reader.ValueSpan;
        // Any other value is compared as it is.
        if (_reader.TokenType == JsonTokenType.Number && RepeatedBody.IsPlain(digits))
            _found.Add(new MeasuredNumber((int)_reader.TokenStartIndex, digits.Length, member, _subAgent));
        else if (_reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            throw new JsonException($"{member} is no number");
    }

    private readonly bool Is(ReadOnlySpan<byte> name) => _reader.ValueTextEquals(name);
}
