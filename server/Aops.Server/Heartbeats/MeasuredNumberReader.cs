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

    // The members that are a measured number or lead to one.
    [Flags]
    private enum Member
    {
        Other = 0,
        Sequence = 1,
        Host = 2,
        Agent = 4,
        SubAgents = 8,
        Instance = 16,
        Counter = 32,
        SpmRss = 64,
        SpaRss = 128,
        Rss = 256,
        Cpu = 512,
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
        var seen = Member.Other;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(part);
            _reader.Read();
            _isAmbiguous |= (seen & member) != Member.Other;
            seen |= member;
            ReadMember(member);
        }
    }

    // The member whose name the reader is at.
    private readonly Member MemberOf(Part part) => part switch
    {
        Part.Heartbeat => Is("sequence"u8) ? Member.Sequence
            : Is("host"u8) ? Member.Host
            : Is("agent"u8) ? Member.Agent
            : Is("subAgents"u8) ? Member.SubAgents
            : Member.Other,
        Part.Host => Is("instance"u8) ? Member.Instance : Member.Other,
        Part.Instance => Is("counter"u8) ? Member.Counter : Member.Other,
        Part.Agent => Is("spmRssBytes"u8) ? Member.SpmRss : Is("spaRssBytes"u8) ? Member.SpaRss : Member.Other,
        _ => Is("rssBytes"u8) ? Member.Rss : Is("cpuMilliseconds"u8) ? Member.Cpu : Member.Other,
    };

    private void ReadMember(Member member)
    {
        switch (member)
        {
            case Member.Host: ReadInner(Part.Host); break;
            case Member.Instance: ReadInner(Part.Instance); break;
            case Member.Agent: ReadInner(Part.Agent); break;
            case Member.SubAgents: ReadSubAgents(); break;
            case Member.Sequence: Take(MeasuredMember.Sequence); break;
            case Member.Counter: Take(MeasuredMember.Counter); break;
            case Member.SpmRss: Take(MeasuredMember.SpmRssBytes); break;
            case Member.SpaRss: Take(MeasuredMember.SpaRssBytes); break;
            case Member.Rss: Take(MeasuredMember.SubAgentRssBytes); break;
            case Member.Cpu: Take(MeasuredMember.SubAgentCpuMilliseconds); break;
            default: _reader.Skip(); break;
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
