"""Conferences, journals and preprint servers, with the spellings that lists use for them."""

from __future__ import annotations

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
AAAI = AAAI Conference on Artificial Intelligence
AACL = AACL-IJCNLP; IJCNLP-AACL
ACCV = Asian Conference on Computer Vision
ACL = Association for Computational Linguistics; ACL-IJCNLP;
    Annual Meeting of the Association for Computational Linguistics
ACM Computing Surveys = CSUR; ACM CSUR; ACM Comput. Surv.
ACM MM = ACM Multimedia; ACMMM; MM; ACM International Conference on Multimedia
ACSAC
AISTATS = International Conference on Artificial Intelligence and Statistics
Allerton
AMIA
ASE = Automated Software Engineering
AsiaCCS = ACM AsiaCCS; ASIACCS
ASPLOS
ATC = USENIX ATC; Usenix Annual Technical Conference
BMVC = British Machine Vision Conference
BlackboxNLP
CAV
CCS = ACM CCS; ACM Conference on Computer and Communications Security
CHI = ACM CHI; CHI Conference on Human Factors in Computing Systems
CICLing
CIKM = ACM CIKM; Conference on Information and Knowledge Management
COLING = LREC-COLING; International Conference on Computational Linguistics; COLING-LREC
COLM = Conference on Language Modeling
COLT = Conference on Learning Theory
CoNLL = SIGNLL CoNLL
CoRL = Conference on Robot Learning
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
EMNLP = Empirical Methods in Natural Language Processing; EMNLP-IJCNLP; EMNLP/IJCNLP;
    Conference on Empirical Methods in Natural Language Processing
EuroS&P = EuroSP; IEEE EuroS&P
EuroSys
EuroVis
FAccT = FAT*; FAT; ACM FAccT
FAST = USENIX FAST
FG
FSE = ESEC/FSE; FSE/ESEC; ESEC-FSE
GECCO
HPCA
ICASSP = IEEE ICASSP
ICCAD
ICCV = International Conference on Computer Vision; IEEE ICCV; IEEE/CVF ICCV
ICDAR
ICDE
ICDM = IEEE ICDM
ICIP = IEEE ICIP
ICLR = International Conference on Learning Representations
ICME = IEEE ICME
ICML = International Conference on Machine Learning
ICMLA
ICPR
ICRA = IEEE ICRA; International Conference on Robotics and Automation
ICSE
ICTIR
IEEE S&P = S&P; Oakland; IEEE Symposium on Security and Privacy; IEEE SP; SP
IEEE Access
IJCAI = IJCAI-ECAI; IJCAI-PRICAI; International Joint Conference on Artificial Intelligence
IJCNLP
IJCNN
IJCV = International Journal of Computer Vision
INFOCOM = IEEE INFOCOM
INLG
InterSpeech = ISCA Interspeech
IROS = IEEE/RSJ IROS; IEEE IROS
ISCA
ISIT = IEEE ISIT
ISMIR
ISSTA
ITCS
IUI
JAIR = Journal of Artificial Intelligence Research
JMLR = Journal of Machine Learning Research
KDD = SIGKDD; ACM SIGKDD; ACM KDD; Knowledge Discovery and Data Mining
LoG = Learning on Graphs; Learning on Graphs Conference
LREC
MICCAI = Medical Image Computing and Computer Assisted Intervention
MICRO
MIDL = Medical Imaging with Deep Learning
MLSys = SysML; Conference on Machine Learning and Systems
MobiCom = ACM MobiCom
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
RAID
RecSys = ACM RecSys; ACM Conference on Recommender Systems
RSS = Robotics: Science and Systems
SaTML = IEEE SaTML
Science
SC
SDM = SIAM SDM; SIAM International Conference on Data Mining
SemEval
SIGCOMM = ACM SIGCOMM
SIGDIAL
SIGGRAPH = ACM SIGGRAPH
SIGGRAPH Asia
SIGIR = ACM SIGIR
SIGMOD = ACM SIGMOD
SOSP = ACM SOSP
STOC
TACL = Transactions of the Association for Computational Linguistics; Trans. ACL
TDSC = IEEE TDSC
TIFS = IEEE TIFS; IEEE Transactions on Information Forensics and Security
TIP = IEEE TIP; IEEE Transactions on Image Processing
TIST
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
TSE = IEEE TSE
TVCG = IEEE TVCG; IEEE Transactions on Visualization and Computer Graphics
UAI = Uncertainty in Artificial Intelligence
UbiComp
UIST = ACM UIST
USENIX Security = Usenix Security Symposium; USENIX Sec
VIS = IEEE VIS; VIS IEEE; InfoVis; VAST
VLDB = PVLDB; Proceedings of the VLDB Endowment
WACV = IEEE WACV; Winter Conference on Applications of Computer Vision
WSDM = ACM WSDM
WWW = TheWebConf; The Web Conference; ACM WWW; The WebConf; Web Conference; International World Wide Web Conference
"""


PREPRINT_SERVERS: Final = frozenset(("arXiv", "bioRxiv", "medRxiv", "SSRN", "TechRxiv", "Preprint", "OpenReview"))
JOURNALS: Final = frozenset(
    (
        *("ACM Computing Surveys", "IEEE Access", "IJCV", "JAIR", "JMLR", "Nature", "Nature Communications"),
        *("Nature Machine Intelligence", "Pattern Recognition", "PNAS", "Science", "TACL", "TDSC", "TIFS", "TIP"),
        *("TIST", "TKDD", "TKDE", "TMI", "TMLR", "TMM", "TNNLS", "TOCHI", "TOG", "TOIS", "TOSEM", "TPAMI", "TSE"),
        *("TVCG", "VLDB"),
    )
)


def _terms() -> tuple[Term, ...]:
    terms = []
    for line in _DATA.strip().replace(";\n    ", "; ").split("\n"):
        name, _, aliases = line.partition(" = ")
        terms.append(Term(name, tuple(alias.strip() for alias in aliases.split(";") if alias.strip())))
    return tuple(terms)


BUILT_IN_VENUES: Final = _terms()
BUILT_IN: Final = Vocabulary(BUILT_IN_EVIDENCE_TYPES, BUILT_IN_VENUES)
