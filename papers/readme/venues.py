"""Conferences, journals and preprint servers, with the spellings that lists use for them."""

from __future__ import annotations

import re
from typing import Final

from papers.readme.vocabulary import BUILT_IN_EVIDENCE_TYPES, Term, Vocabulary

# One line a venue: the name, then other spellings behind `=`, divided by `;`; a long line
# goes on indented. Case and punctuation do not matter.
_DATA: Final = """
arXiv = ArXiv Preprint; arXiv.org; CoRR; Preprint arXiv
bioRxiv
medRxiv
SSRN
TechRxiv
Preprint = Preprints; Under review; Under submission
3DV = International Conference on 3D Vision
AAAI = AAAI Conference on Artificial Intelligence
AACL = AACL-IJCNLP; IJCNLP-AACL
AAMAS = Autonomous Agents and Multiagent Systems; Autonomous Agents and Multi-Agent Systems
ACCV = Asian Conference on Computer Vision
ACL = Association for Computational Linguistics; ACL-IJCNLP;
    Annual Meeting of the Association for Computational Linguistics
ACM Computing Surveys = CSUR; ACM CSUR; ACM Comput. Surv.
ACM MM = ACM Multimedia; ACMMM; MM; ACM International Conference on Multimedia
ACML = Asian Conference on Machine Learning
ACSAC
AIES = AAAI/ACM AIES; AAAI/ACM Conference on AI, Ethics, and Society
AISec
AISTATS = International Conference on Artificial Intelligence and Statistics
Allerton
AMIA
ASE = Automated Software Engineering
AsiaCCS = ACM AsiaCCS; ASIACCS
ASPLOS
ASRU
ATC = USENIX ATC; Usenix Annual Technical Conference
BlackboxNLP
BMVC = British Machine Vision Conference
CAV
CCS = ACM CCS; ACM Conference on Computer and Communications Security
CGO
CHI = ACM CHI; CHI Conference on Human Factors in Computing Systems
CHIL
CICLing
CIDR = Conference on Innovative Data Systems Research
CIKM = ACM CIKM; Conference on Information and Knowledge Management
ClinicalNLP
COLING = LREC-COLING; International Conference on Computational Linguistics; COLING-LREC
COLM = Conference on Language Modeling
COLT = Conference on Learning Theory
CoNEXT
CoNLL = SIGNLL CoNLL
CoRL = Conference on Robot Learning
CPAIOR
CSCW
CVPR = IEEE/CVF CVPR; IEEE CVPR; Conference on Computer Vision and Pattern Recognition;
    Computer Vision and Pattern Recognition
DAC
DASFAA
DSN
EACL
ECAI
ECCV = European Conference on Computer Vision
ECIR
ECML = ECML-PKDD; ECML PKDD; PKDD; ECML/PKDD; European Conference on Machine Learning and PKDD
EDBT
EMNLP = Empirical Methods in Natural Language Processing; EMNLP-IJCNLP; EMNLP/IJCNLP;
    Conference on Empirical Methods in Natural Language Processing
EuroS&P = EuroSP; IEEE EuroS&P
EuroSys
EuroVis
FAccT = FAT*; FAT; ACM FAccT
FAST = USENIX FAST
FG
FMCAD
FOCS
FSE = ESEC/FSE; FSE/ESEC; ESEC-FSE
GECCO
GLOBECOM = IEEE GLOBECOM
HotNets
HotOS
HotStorage
HPCA
HPDC
ICAPS
ICASSP = IEEE ICASSP
ICCAD
ICCV = International Conference on Computer Vision; IEEE ICCV; IEEE/CVF ICCV
ICDAR
ICDCS
ICDE
ICDM = IEEE ICDM
ICIP = IEEE ICIP
ICLR = International Conference on Learning Representations
ICME = IEEE ICME
ICMI
ICML = International Conference on Machine Learning
ICMLA
ICMR
ICPP
ICPR
ICRA = IEEE ICRA; International Conference on Robotics and Automation
ICSE
ICST
ICTAI
ICTIR
ICWSM
IEEE Access
IEEE S&P = S&P; Oakland; IEEE Symposium on Security and Privacy; IEEE SP; SP
IJCAI = IJCAI-ECAI; IJCAI-PRICAI; International Joint Conference on Artificial Intelligence
IJCNLP
IJCNN
IJCV = International Journal of Computer Vision
INFOCOM = IEEE INFOCOM
INLG
InterSpeech = ISCA Interspeech
IPDPS
IROS = IEEE/RSJ IROS; IEEE IROS
ISBI
ISCA
ISIT = IEEE ISIT
ISMAR = IEEE ISMAR
ISMIR
ISSCC
ISSRE
ISSTA
ITCS
ITSC = IEEE ITSC
IUI
JAIR = Journal of Artificial Intelligence Research
JMLR = Journal of Machine Learning Research
KDD = SIGKDD; ACM SIGKDD; ACM KDD; Knowledge Discovery and Data Mining
L4DC
LoG = Learning on Graphs; Learning on Graphs Conference
LREC
MICCAI = Medical Image Computing and Computer Assisted Intervention
MICRO
MIDL = Medical Imaging with Deep Learning
MLHC = Machine Learning for Healthcare
MLSP
MLSys = SysML; Conference on Machine Learning and Systems
MobiCom = ACM MobiCom
MOBIHOC
MobiSys
NAACL = NAACL-HLT; HLT-NAACL; North American Chapter of the Association for Computational Linguistics
Nature
Nature Communications = Nat. Commun.; Nat Commun; NatComm
Nature Machine Intelligence = Nat. Mach. Intell.; Nat Mach Intell
NDSS
NeurIPS = NIPS; Neural Information Processing Systems; Advances in Neural Information Processing Systems; Neurips;
    NeuRIPS; Conference on Neural Information Processing Systems
NSDI = USENIX NSDI
OOPSLA
OpenReview
OSDI = USENIX OSDI
PAKDD
Pattern Recognition
PLDI
PMLR = Proceedings of Machine Learning Research
PNAS = Proceedings of the National Academy of Sciences
POPL
PPoPP
RA-L = IEEE RA-L; RAL; IEEE Robotics and Automation Letters; Robotics and Automation Letters
RAID
RecSys = ACM RecSys; ACM Conference on Recommender Systems
RSS = Robotics: Science and Systems
SANER
SaTML = IEEE SaTML
SC
Science
SDM = SIAM SDM; SIAM International Conference on Data Mining
SemEval
SIGCOMM = ACM SIGCOMM
SIGCSE
SIGDIAL
SIGGRAPH = ACM SIGGRAPH
SIGGRAPH Asia
SIGIR = ACM SIGIR
SIGKDD Explorations
SIGMOD = ACM SIGMOD
SIGSPATIAL = ACM SIGSPATIAL
SoCC
SOSP = ACM SOSP
SPAA
STOC
TACAS
TACL = Transactions of the Association for Computational Linguistics; Trans. ACL
TASLP = IEEE/ACM TASLP; TASL
TCAD
TCSVT = IEEE TCSVT; IEEE Transactions on Circuits and Systems for Video Technology
TDSC = IEEE TDSC
TGRS = IEEE TGRS; IEEE Transactions on Geoscience and Remote Sensing
TIFS = IEEE TIFS; IEEE Transactions on Information Forensics and Security
TIP = IEEE TIP; IEEE Transactions on Image Processing
TIST
TITS = T-ITS; IEEE TITS; IEEE T-ITS
TKDD
TKDE = IEEE TKDE; IEEE Transactions on Knowledge and Data Engineering
TMI = IEEE TMI; IEEE Transactions on Medical Imaging
TMLR = Transactions on Machine Learning Research
TMM = IEEE TMM
TNNLS = IEEE TNNLS; IEEE Transactions on Neural Networks and Learning Systems
TOCHI
TOG
TOIS = ACM TOIS; ACM Transactions on Information Systems
TOSEM
TPAMI = PAMI; T-PAMI; IEEE TPAMI; IEEE Transactions on Pattern Analysis and Machine Intelligence
TPDS = IEEE TPDS
TRO = T-RO; IEEE T-RO; IEEE Transactions on Robotics
TSE = IEEE TSE
TVCG = IEEE TVCG; IEEE Transactions on Visualization and Computer Graphics
TVLSI
UAI = Uncertainty in Artificial Intelligence
UbiComp
UIST = ACM UIST
USENIX Security = Usenix Security Symposium; USENIX Sec
VIS = IEEE VIS; VIS IEEE; InfoVis; VAST
VLDB = PVLDB; Proceedings of the VLDB Endowment
VMCAI
WACV = IEEE WACV; Winter Conference on Applications of Computer Vision
WiSec = ACM WiSec
WMT
WSDM = ACM WSDM
WWW = TheWebConf; The Web Conference; ACM WWW; The WebConf; Web Conference; International World Wide Web Conference
"""


PREPRINT_SERVERS: Final = frozenset(("arXiv", "bioRxiv", "medRxiv", "SSRN", "TechRxiv", "Preprint", "OpenReview"))
JOURNALS: Final = frozenset(
    (
        *("ACM Computing Surveys", "IEEE Access", "IJCV", "JAIR", "JMLR", "Nature", "Nature Communications"),
        *("Nature Machine Intelligence", "Pattern Recognition", "PNAS", "Science", "TACL", "TDSC", "TIFS", "TIP"),
        *("TIST", "TKDD", "TKDE", "TMI", "TMLR", "TMM", "TNNLS", "TOCHI", "TOG", "TOIS", "TOSEM", "TPAMI", "TSE"),
        *("RA-L", "TASLP", "TCAD", "TCSVT", "TGRS", "TITS", "TPDS", "TRO", "TVCG", "TVLSI", "VLDB"),
    )
)


_CONFERENCE_WORDS: Final = re.compile(r"\b(?:conference|conf\.|symposium|workshop|meeting|congress|@)", re.IGNORECASE)
# In this order, as a name can have several of these words: `Blog of the Journal of X`.
_KIND_WORDS: Final = {
    kind: re.compile("|".join(patterns), re.IGNORECASE)
    # In this order, as a name can have words of several kinds.
    for kind, patterns in {
        "thesis": (r"\b(?:thesis|dissertation)\b", r"\bph\.?\s?d\b", "学位论文|博士论文|硕士论文"),
        "chapter": (r"\b(?:book\s*)?chapters?\b",),
        "report": (r"\b(?:tech(?:nical|\.)?|research|working)\s*(?:reports?|papers?)\b", r"\bwhite\s?papers?\b"),
        "blog": (
            r"\bblogs?\b|\bblog\s?posts?\b|\bsubstack\b|\blesswrong\b",
            r"\balignment forum\b|\bweb\s?(?:site|page)s?\b",
        ),
        "book": (r"\A(?:the\s+|text)?books?\Z|\btextbook\b|\bmonograph\b|\bpress\Z",),
        "journal": (
            *(
                r"\bjournals?\b|\bj\.|\btrans(?:actions|\.)|\bmagazine\b|\bletters\b|\bannals\b",
                r"\bcommunications of\b",
            ),
            *(r"\bcommun\.|\bacta\b|\bbulletin\b|\bquarterly\b|\breviews?\b|\bsurveys\b", r"\bfrontiers in\b|\bplos\b"),
            r"\Aproceedings of the (?:ieee|national academy|vldb endowment)\b|\bproc\. natl\b|\bscientific reports\b",
            r"\A(?:nature|science|cell|lancet|the lancet|elife|jama|bmj|neuron|cacm|distill)\b",
            r"\b(?:neurocomputing|neural computation|information sciences|knowledge-based systems)\b",
        ),
    }.items()
}


def venue_kind(name: str) -> str:
    """Return what kind of publication a venue's name says, as a value of `Venue.Kind`: a conference if nothing else."""
    if name in PREPRINT_SERVERS:
        return "preprint"
    if name in JOURNALS:
        return "journal"
    if name in BUILT_IN_NAMES or _CONFERENCE_WORDS.search(name):
        return "conference"
    return next((kind for kind, words in _KIND_WORDS.items() if words.search(name)), "conference")


def _terms() -> tuple[Term, ...]:
    terms = []
    for line in _DATA.strip().replace(";\n    ", "; ").split("\n"):
        name, _, aliases = line.partition(" = ")
        terms.append(Term(name, tuple(alias.strip() for alias in aliases.split(";") if alias.strip())))
    return tuple(terms)


BUILT_IN_VENUES: Final = _terms()
BUILT_IN_NAMES: Final = frozenset(term.name for term in BUILT_IN_VENUES)
BUILT_IN: Final = Vocabulary(BUILT_IN_EVIDENCE_TYPES, BUILT_IN_VENUES)
